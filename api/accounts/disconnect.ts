import { isDatabaseUnavailable } from '../../clients/postgres.js';
import type { Prisma, revenuecat_accounts } from '../../prisma/generated/client.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { type AccountInput, disconnectSignal } from '../../workflows/messages.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { pollUntil } from '../poll.js';
import { mustAnswer, withinDeadline, WRITE_WITHIN } from '../temporal/calls.js';
import { TRANSACTION } from '../transaction.js';
import type { AccountKey } from './find.js';

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
 * @returns the rows with which it began here; without those that had begun before.
 * @throws {Problem} `temporal-unavailable`
 */
export async function beginDisconnect(
  deps: ApiDeps,
  tx: Prisma.TransactionClient,
  projectId: string,
  accountIds?: readonly string[],
): Promise<revenuecat_accounts[]> {
  const begun = await tx.revenuecat_accounts.updateManyAndReturn({
    where: {
      project_id: projectId,
      status: { in: CONNECTED },
      ...(accountIds === undefined ? {} : { id: { in: [...accountIds] } }),
    },
    data: { status: 'disconnecting' },
  });
  await tx.account_gates.updateMany({
    where: { project_id: projectId, account_id: { in: begun.map(({ id }) => id) } },
    data: { accepting: false },
  });
  await Promise.all(
    begun.map(({ id, generation }) => signalDisconnect(deps, { projectId, accountId: id, generation })),
  );
  return begun;
}

/**
 * Begins to disconnect one account.
 *
 * @returns its row as it is now, or null if the disconnect had begun before.
 * @throws {Problem} `temporal-unavailable`
 */
export async function disconnectAccount(
  deps: ApiDeps,
  { projectId, accountId }: AccountKey,
): Promise<revenuecat_accounts | null> {
  let told: revenuecat_accounts | null = null;
  try {
    await inDisconnectTransaction(deps, async (tx) => {
      const [row] = await beginDisconnect(deps, tx, projectId, [accountId]);
      told = row ?? null;
    });
  } catch (error) {
    if (told === null) throw error;
    // Only the commit was lost. The workflow has been told: saying that nothing has changed would be wrong.
    deps.log.warn(
      { err: error, project_id: projectId, account_id: accountId },
      'account.disconnect_not_committed',
    );
  }
  return told;
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

/**
 * Waits until accounts are disconnected, through an outage of Postgres if it has to.
 *
 * @param begun rows with which the disconnect has just begun: they are the answer if no later one can be read.
 * @returns the rows as they stand when the time is over.
 * @throws {Problem} `database-unavailable`
 */
export async function awaitDisconnected(
  deps: Pick<ApiDeps, 'database'>,
  where: Prisma.revenuecat_accountsWhereInput,
  begun: readonly revenuecat_accounts[],
  milliseconds: number,
): Promise<readonly revenuecat_accounts[]> {
  const rows = await pollUntil(
    milliseconds,
    () => rowsIfThere(deps, where),
    (found) => found?.every(({ status }) => status === 'disconnected') ?? false,
  );
  if (rows === null && begun.length === 0) throw new Problem('database-unavailable');
  return rows ?? begun;
}

async function rowsIfThere(
  { database }: Pick<ApiDeps, 'database'>,
  where: Prisma.revenuecat_accountsWhereInput,
): Promise<revenuecat_accounts[] | null> {
  try {
    return await database.prisma.revenuecat_accounts.findMany({ where, orderBy: { id: 'asc' } });
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    return null;
  }
}
