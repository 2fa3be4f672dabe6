import { accountWorkflowId } from '../../workflows/ids.js';
import { webhookTokenRotatedSignal } from '../../workflows/messages.js';
import { sha256 } from '../auth/secrets.js';
import type { ApiDeps } from '../deps.js';
import { withinDeadline, WRITE_WITHIN } from '../temporal/calls.js';
import { TRANSACTION } from '../transaction.js';
import { lockLayer, mustBeInstalled } from './lock.js';
import { newWebhookToken, readTokens, writeTokens } from './tokens.js';

/**
 * How long the webhooks we registered may take to be updated before the overlap begins, in milliseconds. It begins as soon
 * as the worker has seen all of them updated, or refused.
 */
const UPDATE_WITHIN = 10 * 60_000;

export interface RotatedToken {
  readonly token: string;
  /** Until when the token before works at the latest; null if it ended at once. */
  readonly previousValidUntil: Date | null;
}

/**
 * Puts a new webhook token in force. The one before works for the overlap; one from a rotation before that ends now.
 *
 * @param overlap milliseconds; 0 ends the old token with this very statement.
 * @throws {Problem} `revenue-layer-not-installed`
 */
export async function rotateToken(deps: ApiDeps, projectId: string, overlap: number): Promise<RotatedToken> {
  const registered = await deps.database.prisma.revenuecat_accounts.findMany({
    where: { project_id: projectId, manage_webhook: true, status: { in: ['connected', 'paused'] } },
    select: { id: true },
  });
  const grace = registered.length > 0 ? UPDATE_WITHIN : 0;
  const rotated = await deps.database.prisma.$transaction(async (tx) => {
    const layer = mustBeInstalled((await lockLayer(tx, projectId)).layer);
    const { version, inForce } = await readTokens(deps.vault, projectId, layer);
    const token = newWebhookToken();
    await writeTokens(
      deps.vault,
      projectId,
      { token, ...(inForce === null ? {} : { previous: inForce }) },
      version,
    );
    const previousValidUntil = overlap === 0 ? null : new Date(Date.now() + grace + overlap);
    await tx.revenue_layers.update({
      where: { project_id: projectId },
      data: {
        webhook_token_hash: sha256(token),
        previous_token_hash: overlap === 0 ? null : layer.webhook_token_hash,
        previous_valid_until: previousValidUntil,
        overlap_seconds: Math.round(overlap / 1_000),
      },
    });
    return { token, previousValidUntil };
  }, TRANSACTION);
  for (const { id } of registered) void registerAgain(deps, projectId, id);
  return rotated;
}

/** A signal, so that it is heard whenever a worker is there. One that gets lost is made up for by the reconciler. */
async function registerAgain(deps: ApiDeps, projectId: string, accountId: string): Promise<void> {
  try {
    await withinDeadline(deps, WRITE_WITHIN, (client) =>
      client.workflow.getHandle(accountWorkflowId(accountId)).signal(webhookTokenRotatedSignal),
    );
  } catch (error) {
    deps.log.warn({ err: error, project_id: projectId, account_id: accountId }, 'webhook.update_failed');
  }
}
