import { WorkflowNotFoundError } from '@temporalio/client';

import { coerceError } from '../../clients/log.js';
import type { AccountState } from '../../workflows/account/state.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { accountStateQuery } from '../../workflows/messages.js';
import type { WorkerDeps } from '../deps.js';

type Deps = Pick<WorkerDeps, 'temporal' | 'log'>;

/** Milliseconds for one call to Temporal. */
const DESCRIBED_WITHIN = 10_000;
/** A query waits for a worker; one that is slower than this cannot be asked now. */
const ANSWERED_WITHIN = 5_000;

const CLOSED = ['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT'];

/**
 * Whether a workflow with this id is live. Asked by id, which is exact; lists of workflows lag behind.
 *
 * @throws while Temporal is away: only its own word that there is none counts.
 */
export async function isLive({ temporal }: Deps, workflowId: string): Promise<boolean> {
  const handle = temporal.workflow.getHandle(workflowId);
  try {
    const { status } = await temporal.withDeadline(Date.now() + DESCRIBED_WITHIN, () => handle.describe());
    return !CLOSED.includes(status.name);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return false;
    throw error;
  }
}

/**
 * What the live workflow of an account knows.
 *
 * @returns null if it cannot be asked now: there is none, it has not read its row yet, or no worker answers for it.
 */
export async function askAccount(deps: Deps, accountId: string): Promise<AccountState | null> {
  const workflowId = accountWorkflowId(accountId);
  // A closed workflow would answer, too, with what it knew at its end.
  if (!(await isLive(deps, workflowId))) return null;
  const handle = deps.temporal.workflow.getHandle(workflowId);
  try {
    const deadline = Date.now() + ANSWERED_WITHIN;
    return await deps.temporal.withDeadline(deadline, () => handle.query(accountStateQuery));
  } catch (error) {
    deps.log.info(
      { account_id: accountId, reason: coerceError(error).message },
      'reconciler.account_not_asked',
    );
    return null;
  }
}
