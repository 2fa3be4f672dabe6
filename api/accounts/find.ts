import { WorkflowNotFoundError } from '@temporalio/common';

import type { revenuecat_accounts } from '../../prisma/generated/client.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';

export interface AccountKey {
  readonly projectId: string;
  readonly accountId: string;
}

/** @throws {Problem} `not-found` */
export async function findAccount(
  deps: Pick<ApiDeps, 'database'>,
  { projectId, accountId }: AccountKey,
): Promise<revenuecat_accounts> {
  const row = await deps.database.prisma.revenuecat_accounts.findUnique({
    where: { project_id_id: { project_id: projectId, id: accountId } },
  });
  if (row === null) throw new Problem('not-found');
  return row;
}

/**
 * Does something with the workflow of an account, which every account that is not disconnected has.
 *
 * @throws {Problem} `account-disconnected`, or `account-not-running` until the reconciler has started it again.
 */
export async function withWorkflow<T>(
  deps: Pick<ApiDeps, 'database'>,
  key: AccountKey,
  act: () => Promise<T>,
): Promise<T> {
  if ((await findAccount(deps, key)).status === 'disconnected') throw new Problem('account-disconnected');
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    // It may just have completed, and its row said so a moment after we looked.
    const now = await findAccount(deps, key);
    if (now.status === 'disconnected') throw new Problem('account-disconnected');
    throw new Problem('account-not-running', { headers: { 'Retry-After': '60' } });
  }
}
