import { accountWorkflowId } from '../../workflows/ids.js';
import { resyncSignal } from '../../workflows/messages.js';
import type { ApiDeps } from '../deps.js';
import { withinDeadline, WRITE_WITHIN } from '../temporal/calls.js';

/**
 * Tells the project's connected accounts that their numbers are to be fetched anew. One that cannot be told finds it out
 * at its next slot: each run looks at the currency.
 */
export async function resyncAccounts(deps: ApiDeps, projectId: string): Promise<void> {
  const accounts = await deps.database.prisma.revenuecat_accounts.findMany({
    where: { project_id: projectId, status: 'connected' },
    select: { id: true },
  });
  const told = await Promise.allSettled(
    accounts.map(({ id }) =>
      withinDeadline(deps, WRITE_WITHIN, (client) =>
        client.workflow.getHandle(accountWorkflowId(id)).signal(resyncSignal),
      ),
    ),
  );
  const failed = told.filter(({ status }) => status === 'rejected').length;
  if (failed > 0) deps.log.warn({ project_id: projectId, accounts: failed }, 'resync.not_told');
}
