import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';

import { accountWorkflowId } from '../../workflows/ids.js';
import type { Tenant } from './tenants.js';

/** For each 1,000 events. */
export interface ActionCount {
  /** What Temporal Cloud bills: signals, activities, timers, starts, changed search attributes. */
  readonly billed: number;
  readonly workflowTasks: number;
}

/** Begins to count for these accounts; the function it returns ends it and divides by the events meanwhile. */
export type CountActions = (tenants: readonly Tenant[]) => Promise<(events: number) => Promise<ActionCount>>;

const TYPES = proto.temporal.api.enums.v1.EventType;
const BILLED: ReadonlySet<number> = new Set([
  TYPES.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
  TYPES.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
  TYPES.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
  TYPES.EVENT_TYPE_TIMER_STARTED,
  TYPES.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
]);

/** Counts by what the histories gained: the accounts' own, and those of every workflow started meanwhile. */
export async function countActionsOn(address: string): Promise<CountActions & { close(): Promise<void> }> {
  const connection = await Connection.connect({ address });
  const { workflow } = new Client({ connection });

  /** Events of a run behind one of its events, and of the runs that continue it. */
  async function gained(workflowId: string, runId: string, after: number): Promise<number[]> {
    const { events } = await workflow.getHandle(workflowId, runId).fetchHistory();
    const types = (events ?? []).slice(after).map(({ eventType }) => Number(eventType));
    const next = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes?.newExecutionRunId;
    return next ? [...types, ...(await gained(workflowId, next, 0))] : types;
  }

  const count = async (tenants: readonly Tenant[]) => {
    const since = new Date();
    const before = await Promise.all(
      tenants.map(({ accountId }) => workflow.getHandle(accountWorkflowId(accountId)).describe()),
    );
    return async (events: number): Promise<ActionCount> => {
      const histories = before.map(({ workflowId, runId, historyLength }) =>
        gained(workflowId, runId, historyLength),
      );
      const known = new Set(before.map(({ workflowId }) => workflowId));
      for await (const other of workflow.list({ query: `StartTime >= "${since.toISOString()}"` })) {
        if (!known.has(other.workflowId)) histories.push(gained(other.workflowId, other.runId, 0));
      }
      const types = (await Promise.all(histories)).flat();
      const share = (isCounted: (type: number) => boolean) =>
        (types.filter(isCounted).length / events) * 1_000;
      return {
        billed: share((type) => BILLED.has(type)),
        workflowTasks: share((type) => type === Number(TYPES.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)),
      };
    };
  };
  return Object.assign(count, { close: () => connection.close() });
}
