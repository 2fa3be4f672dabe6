import type { Prisma, revenuecat_accounts } from '../../prisma/generated/client.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { type AccountInput, disconnectSignal } from '../../workflows/messages.js';
import type { ApiDeps } from '../deps.js';
import { pollUntil } from '../poll.js';
import { mustAnswer, withinDeadline, WRITE_WITHIN } from '../temporal/calls.js';
import { TRANSACTION } from '../transaction.js';

/** Which accounts a disconnect begins with; the others are under way already, or done. */
const CONNECTED = ['connected', 'paused'];

/**
 * Runs a transaction that disconnects accounts. Ingestion waits for their gates while it runs, so an outage of Temporal
 * is found out before it begins.
 *
 * @throws {Problem} `temporal-unavailable`
 */
export async function inDisconnectTransaction<T>(
  deps: ApiDeps,
  work: (tx: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  await mustAnswer(deps);
  return deps.database.prisma.$transaction(work, TRANSACTION);
}

/**
 * Begins to disconnect accounts: rows, gates and workflows, or none of them. The signals are sent before the commit, so
 * that a Temporal that is away changes nothing; after them a lost commit changes nothing either, because the workflow
 * closes row and gate itself.
 *
 * @param accountIds those to disconnect; absent means all of the project.
 * @returns the ids with which it began here; without those that had begun before.
 * @throws {Problem} `temporal-unavailable`
 */
export async function beginDisconnect(
  deps: ApiDeps,
  tx: Prisma.TransactionClient,
  projectId: string,
  accountIds?: readonly string[],
): Promise<string[]> {
  const begun = await tx.revenuecat_accounts.updateManyAndReturn({
    where: {
      project_id: projectId,
      status: { in: CONNECTED },
      ...(accountIds === undefined ? {} : { id: { in: [...accountIds] } }),
    },
    data: { status: 'disconnecting' },
    select: { id: true, generation: true },
  });
  const ids = begun.map(({ id }) => id);
  await tx.account_gates.updateMany({
    where: { project_id: projectId, account_id: { in: ids } },
    data: { accepting: false },
  });
  await Promise.all(
    begun.map(({ id, generation }) => signalDisconnect(deps, { projectId, accountId: id, generation })),
  );
  return ids;
}

/** Started if need be: whatever became of its workflow, an account can be disconnected. */
async function signalDisconnect(deps: ApiDeps, account: AccountInput): Promise<void> {
  await withinDeadline(deps, WRITE_WITHIN, (client) =>
    client.workflow.signalWithStart('account', {
      workflowId: accountWorkflowId(account.accountId),
      taskQueue: deps.taskQueue,
      args: [account],
      signal: disconnectSignal,
    }),
  );
}

/** Waits until accounts are disconnected; answers their rows as they stand when the time is over. */
export async function awaitDisconnected(
  deps: Pick<ApiDeps, 'database'>,
  where: Prisma.revenuecat_accountsWhereInput,
  milliseconds: number,
): Promise<revenuecat_accounts[]> {
  return pollUntil(
    milliseconds,
    () => deps.database.prisma.revenuecat_accounts.findMany({ where, orderBy: { id: 'asc' } }),
    (rows) => rows.every(({ status }) => status === 'disconnected'),
  );
}
