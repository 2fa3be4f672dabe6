import { newId } from '../../clients/ids.js';
import { inboundPath, type InboundSecret } from '../../clients/inbound.js';
import type { connections } from '../../prisma/generated/client.js';
import { scopesToRequest } from '../../revenuecat/scopes.js';
import { connectionWorkflowId } from '../../workflows/ids.js';
import type { ConnectionInput } from '../../workflows/messages.js';
import { LayersProjectId } from '../../workflows/search-attributes.js';
import { findAccount } from '../accounts/find.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { mustBeInstalled } from '../layer/lock.js';
import { withinDeadline, WRITE_WITHIN } from '../temporal/calls.js';

const MINUTE = 60_000;
const CONSENT_WITHIN = 10 * MINUTE;
const ATTEMPT_WITHIN = 30 * MINUTE;

export interface NewAttempt {
  readonly projectId: string;
  readonly method: 'oauth' | 'api_key';
  readonly manageWebhook: boolean;
  /** Account to reconnect. */
  readonly accountId: string | undefined;
  /** What goes to Vault: `{verifier}` or `{api_key}`. */
  readonly secret: InboundSecret;
  /** Hashes that bind a consent to its browser; see `connections` in the schema. */
  readonly hashes?: Pick<connections, 'state_hash' | 'session_hash' | 'cookie_hash'>;
}

/**
 * Begins an attempt: secret, row, workflow, in this order, so that the workflow finds the others. If one of the three
 * services is away, what was written before is taken back. A start whose answer was lost does no harm: without row and
 * secret the workflow ends by itself.
 *
 * @throws {Problem} `revenue-layer-not-installed`, `not-found` for the account, `disconnect-in-progress`, 503s.
 */
export async function beginAttempt(deps: ApiDeps, attempt: NewAttempt): Promise<connections> {
  const { prisma } = deps.database;
  const { projectId } = attempt;
  mustBeInstalled(await prisma.revenue_layers.findUnique({ where: { project_id: projectId } }));
  const input = await workflowInput(deps, attempt);
  const { connectionId } = input;
  const path = inboundPath({ projectId, connectionId });
  try {
    await deps.vault.write('inbound', path, attempt.secret, 0);
    const row = await prisma.connections.create({
      data: {
        project_id: projectId,
        id: connectionId,
        method: attempt.method,
        status: attempt.method === 'oauth' ? 'awaiting_consent' : 'exchanging',
        manage_webhook: attempt.manageWebhook,
        account_id: attempt.accountId ?? null,
        credential_id: input.credentialId,
        ...attempt.hashes,
        expires_at: new Date(attempt.method === 'oauth' ? input.consentDeadline : input.attemptDeadline),
      },
    });
    await start(deps, input);
    return row;
  } catch (error) {
    await takeBack(deps, projectId, connectionId);
    throw error;
  }
}

async function workflowInput(deps: ApiDeps, attempt: NewAttempt): Promise<ConnectionInput> {
  const now = Date.now();
  return {
    connectionId: newId('connection'),
    projectId: attempt.projectId,
    credentialId: newId('credential'),
    method: attempt.method,
    requestedScopes: attempt.method === 'oauth' ? scopesToRequest(attempt.manageWebhook) : [],
    manageWebhook: attempt.manageWebhook,
    reconnect: await reconnectTarget(deps, attempt),
    consentDeadline: now + CONSENT_WITHIN,
    attemptDeadline: now + ATTEMPT_WITHIN,
    heartbeatTimeout: deps.config.HEARTBEAT_TIMEOUT,
  };
}

async function reconnectTarget(
  deps: ApiDeps,
  { projectId, accountId }: NewAttempt,
): Promise<ConnectionInput['reconnect']> {
  if (accountId === undefined) return null;
  const account = await findAccount(deps, { projectId, accountId });
  if (account.status === 'disconnecting') throw new Problem('disconnect-in-progress');
  return { accountId, revenueCatProjectId: account.revenuecat_project_id };
}

async function start(deps: ApiDeps, input: ConnectionInput): Promise<void> {
  await withinDeadline(deps, WRITE_WITHIN, (client) =>
    client.workflow.start('connection', {
      workflowId: connectionWorkflowId(input.connectionId),
      taskQueue: deps.taskQueue,
      args: [input],
      typedSearchAttributes: [{ key: LayersProjectId, value: input.projectId }],
    }),
  );
}

async function takeBack(deps: ApiDeps, projectId: string, connectionId: string): Promise<void> {
  const results = await Promise.allSettled([
    deps.vault.destroy('inbound', inboundPath({ projectId, connectionId })),
    deps.database.prisma.connections.deleteMany({ where: { project_id: projectId, id: connectionId } }),
  ]);
  for (const result of results) {
    if (result.status === 'rejected') {
      deps.log.warn(
        { err: result.reason as unknown, connection_id: connectionId },
        'connection.take_back_failed',
      );
    }
  }
}
