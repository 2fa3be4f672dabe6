import type { revenuecat_accounts } from '../../prisma/generated/client.js';
import { awaitDisconnected, beginDisconnect, inDisconnectTransaction } from '../accounts/disconnect.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { actDeadline, timeLeft } from '../poll.js';
import { lockLayer } from './lock.js';
import { destroyTokens, readTokens } from './tokens.js';

/**
 * Removes the Revenue layer: the webhook token ends with the commit, every account is disconnected, history stays.
 * Repeating it finishes what was cut off and answers the same.
 *
 * @returns the accounts this removal disconnects, as they stand when the time to answer has come.
 * @throws {Problem} `revenue-layer-not-installed` if it never was; `temporal-unavailable`, nothing changed.
 */
export async function removeLayer(deps: ApiDeps, projectId: string): Promise<readonly revenuecat_accounts[]> {
  const deadline = actDeadline();
  // Finds out that Vault is away while nothing has changed yet.
  await readTokens(deps.vault, projectId, null);
  const { removedAt, begun } = await inDisconnectTransaction(deps, async (tx) => {
    const { layer } = await lockLayer(tx, projectId);
    if (layer === null) throw new Problem('revenue-layer-not-installed');
    const removed_at = layer.removed_at ?? new Date();
    await tx.revenue_layers.update({
      where: { project_id: projectId },
      data: {
        removed_at,
        webhook_token_hash: null,
        previous_token_hash: null,
        previous_valid_until: null,
      },
    });
    return { removedAt: removed_at, begun: await beginDisconnect(deps, tx, projectId) };
  });
  await destroyTokens(deps.vault, projectId);
  return awaitDisconnected(
    deps,
    {
      project_id: projectId,
      OR: [{ status: 'disconnecting' }, { disconnected_at: { gte: removedAt } }],
    },
    begun,
    timeLeft(deadline),
  );
}
