import {
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  WorkflowUpdateStage,
} from '@temporalio/client';
import { ApplicationFailure, type UpdateDefinition, WorkflowNotFoundError } from '@temporalio/common';

import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { ANSWER_WITHIN, temporalAnswers, withinDeadline } from './calls.js';

/** What came of an update in time: its answer, or the certainty that it was accepted and is being worked on. */
export type UpdateResult<Answer> =
  { readonly done: true; readonly answer: Answer } | { readonly done: false };

/**
 * Sends an update and waits for its answer.
 *
 * @param refusals problem by the failure type with which the workflow refuses.
 * @throws {Problem} of `refusals`; `temporal-unavailable`; `worker-unavailable` when nobody accepted it in time.
 * @throws {WorkflowNotFoundError} when no such workflow is open.
 */
export async function update<Answer, Args extends unknown[]>(
  deps: ApiDeps,
  workflowId: string,
  definition: UpdateDefinition<Answer, Args>,
  args: Args,
  refusals: Readonly<Record<string, string>> = {},
): Promise<UpdateResult<Answer>> {
  let accepted = false;
  try {
    return await withinDeadline(deps, ANSWER_WITHIN, async (client) => {
      const handle = await client.workflow
        .getHandle(workflowId)
        // By name: the SDK types definitions with and without arguments apart.
        .startUpdate<Answer, [unknown, ...unknown[]]>(definition.name, {
          args: args as unknown[] as [unknown, ...unknown[]],
          waitForStage: WorkflowUpdateStage.ACCEPTED,
        });
      accepted = true;
      return { done: true, answer: await handle.result() };
    });
  } catch (error) {
    const late = error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isLate(error);
    if (late && accepted) return { done: false };
    if (late && (await temporalAnswers(deps))) throw new Problem('worker-unavailable');
    if (hasCompleted(error)) throw new WorkflowNotFoundError('It has completed.', workflowId, undefined);
    throw refusalOf(error, refusals) ?? error;
  }
}

function isLate(error: unknown): boolean {
  return error instanceof Problem && error.slug === 'temporal-unavailable';
}

/** The workflow ended with the update in hand: what Temporal then answers as the update's own failure. */
function hasCompleted(error: unknown): boolean {
  return failureOf(error)?.type === 'AcceptedUpdateCompletedWorkflow';
}

function failureOf(error: unknown): ApplicationFailure | null {
  if (!(error instanceof WorkflowUpdateFailedError)) return null;
  return error.cause instanceof ApplicationFailure ? error.cause : null;
}

function refusalOf(error: unknown, refusals: Readonly<Record<string, string>>): Problem | null {
  const failure = failureOf(error);
  const slug = refusals[failure?.type ?? ''];
  return slug === undefined ? null : new Problem(slug, { detail: failure?.message ?? '' });
}
