import { Prisma } from '../../prisma/generated/client.js';
import type { AccountRef } from '../../workflows/activities.js';
import type { WorkerDeps } from '../deps.js';
import { lockProjection, projectSubscriptions } from './subscriptions.js';

/**
 * Makes an account's subscriptions anew from its processed events and swaps them in, in one transaction: readers see the
 * old ones until then. Events that come meanwhile wait.
 *
 * @returns how many rows are other than before.
 */
export async function rebuildSubscriptions(
  { database, log }: Pick<WorkerDeps, 'database' | 'log'>,
  ref: AccountRef,
): Promise<{ readonly subscriptions: number; readonly changed: number }> {
  const { projectId, accountId } = ref;
  const own = { project_id: projectId, account_id: accountId };
  const result = await database.prisma.$transaction(
    async (tx) => {
      await lockProjection(tx, ref);
      const before = await rowsOf(tx, own);
      await tx.subscriptions.deleteMany({ where: own });
      await tx.customer_transfers.deleteMany({ where: own });
      await projectSubscriptions(tx, ref, Prisma.sql`processed_at IS NOT NULL`);
      const after = await rowsOf(tx, own);
      const changed = [...after].filter((row) => !before.has(row)).length;
      const gone = [...before].filter((row) => !after.has(row)).length;
      return { subscriptions: after.size, changed: Math.max(changed, gone) };
    },
    { timeout: 120_000, maxWait: 10_000 },
  );
  log.info({ project_id: projectId, account_id: accountId, ...result }, 'subscriptions.rebuilt');
  return result;
}

async function rowsOf(
  tx: Prisma.TransactionClient,
  where: { readonly project_id: string; readonly account_id: string },
): Promise<Set<string>> {
  const rows = await tx.subscriptions.findMany({ where, orderBy: { key: 'asc' } });
  return new Set(rows.map((row) => JSON.stringify(row)));
}
