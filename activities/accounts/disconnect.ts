import { signingSecretPath } from '../../clients/signing-secret.js';
import type { Prisma } from '../../prisma/generated/client.js';
import type { AccountState, Closing } from '../../workflows/account/state.js';
import type { AccountRef } from '../../workflows/activities.js';
import { passing } from '../crash-points.js';
import type { WorkerDeps } from '../deps.js';

/** Deliveries are refused from here on. Done by the api already when the owner asked; again is harmless. */
export async function closeGate({ database }: WorkerDeps, ref: AccountRef): Promise<void> {
  await database.prisma.$transaction((tx) => beginClosing(tx, ref));
  passing('disconnect.gate-closed', ref.accountId);
}

/**
 * Row and gate, never one without the other: who reads `disconnecting` may rely on it that nothing is taken any more.
 * The row first, as the api does it, so that the two cannot wait for each other in a circle.
 */
export async function beginClosing(tx: Prisma.TransactionClient, ref: AccountRef): Promise<void> {
  const { projectId, accountId, generation } = ref;
  await tx.revenuecat_accounts.updateMany({
    where: { project_id: projectId, id: accountId, generation, status: { not: 'disconnected' } },
    data: { status: 'disconnecting' },
  });
  await tx.account_gates.updateMany({
    where: { project_id: projectId, account_id: accountId, account: { generation } },
    data: { accepting: false },
  });
}

/** Writes `disconnected` and the receipt. History stays; a run that was cut off is marked so. */
export async function finishDisconnect(
  { database, vault, log }: WorkerDeps,
  ref: AccountRef,
  closing: Closing,
  state: AccountState,
): Promise<void> {
  const { projectId, accountId, generation } = ref;
  const tenant = { project_id: projectId, account_id: accountId };
  const now = new Date();
  // Outside the transaction: nothing is added any more, and counting a large history takes longer than locks should.
  const events = await database.prisma.revenue_events.count({ where: tenant });
  const metric_points = await database.prisma.metric_points.count({ where: tenant });
  const own = await database.prisma.$transaction(
    async (tx) => {
      const rows = await tx.$queryRaw<unknown[]>`
        SELECT 1 FROM revenuecat_accounts WHERE project_id = ${projectId} AND id = ${accountId}
          AND generation = ${generation} AND status <> 'disconnected' FOR UPDATE`;
      // Done by an attempt whose answer was lost; what is there now may be the next generation's.
      if (rows.length === 0) return false;
      // The gate is closed: nobody checks a signature of this account any more.
      await vault.destroy('webhook-tokens', signingSecretPath(projectId, accountId));
      passing('disconnect.secret-gone', accountId);
      await tx.sync_staging.deleteMany({ where: tenant });
      await tx.account_gates.updateMany({ where: tenant, data: { signing_secret_hash: null } });
      await tx.sync_runs.updateMany({
        where: { ...tenant, status: 'running' },
        data: { status: 'failed', cause: 'disconnected', finished_at: now },
      });
      await tx.revenuecat_accounts.update({
        where: { project_id_id: { project_id: projectId, id: accountId } },
        data: {
          status: 'disconnected',
          disconnected_at: now,
          revision: state.revision + 1,
          credential_id: null,
          access_expires_at: null,
          next_sync_at: null,
          webhook_integration_id: null,
          receipt: {
            account_id: accountId,
            disconnected_at: now.toISOString(),
            credential_deleted: closing.credentialDeleted,
            webhook_removed: closing.webhook,
            kept: { events, metric_points },
          },
        },
      });
      const kind = 'disconnected';
      const entry = { ...tenant, id: `${generation}-${state.revision + 1}-${kind}`, at: now, kind };
      const entries = state.timeline.map(({ at, ...rest }) => ({ ...tenant, ...rest, at: new Date(at) }));
      await tx.timeline_entries.createMany({
        data: [...entries, { ...entry, cause: null, message: 'Disconnected. Access deleted, history kept.' }],
        skipDuplicates: true,
      });
      return true;
    },
    { timeout: 30_000, maxWait: 10_000 },
  );
  passing('disconnect.written', accountId);
  if (!own) return;
  log.info(
    { project_id: projectId, account_id: accountId, webhook: closing.webhook },
    'account.disconnected',
  );
}
