import { randomUUID } from 'node:crypto';

import type { WorkflowHandle } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';

import type { WorkerDeps } from '../../activities/deps.js';
import { createReconcilerActivities } from '../../activities/reconciler/activities.js';
import { scheduleId } from '../../activities/schedules.js';
import { DEMO_API_KEY } from '../../simulator/demo.js';
import type { account } from '../../workflows/account.js';
import type { Difference, Patience } from '../../workflows/differences.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { disconnectSignal } from '../../workflows/messages.js';
import type { Reconciled, reconcileWorkflows } from '../../workflows/reconcile.js';
import { connect, createProject } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import { startWorkerStack, type WorkerStack } from '../support/worker-stack.js';

export type Part = 'reconcileWorkflows' | 'reconcileSecrets';

/** What a difference has to be found as, where a test cannot wait for hours. */
export const SOON: Patience = { betweenLooks: 1, overdue: 1, orphanAge: 1 };

/** A worker whose own schedules rest: the runs that a test starts are the only ones. */
export async function startReconcilerStack(port: number): Promise<WorkerStack> {
  const stack = await startWorkerStack(`http://localhost:${port}`);
  for (const name of ['reconcile-workflows', 'reconcile-secrets']) {
    await stack.temporal.schedule.getHandle(scheduleId(stack.deps.taskQueue, name)).pause();
  }
  return stack;
}

/** A connected account of a project of its own. */
export async function connected(stack: WorkerStack): Promise<string> {
  const projectId = await createProject(stack);
  return connect(stack, { projectId, with: { apiKey: DEMO_API_KEY } });
}

/** Starts one run of the reconciler, as its Schedule does. */
export function startRun(
  stack: WorkerStack,
  part: Part,
  patience: Partial<Patience>,
  taskQueue = stack.deps.taskQueue,
): Promise<WorkflowHandle<typeof reconcileWorkflows>> {
  return stack.temporal.workflow.start<typeof reconcileWorkflows>(part, {
    workflowId: `${taskQueue}:${part}:${randomUUID()}`,
    taskQueue,
    args: [patience],
  });
}

/** One run of the reconciler, from the first look to the last repair. */
export async function reconcile(
  stack: WorkerStack,
  part: Part,
  patience: Partial<Patience> = { betweenLooks: 1 },
): Promise<Reconciled> {
  return (await startRun(stack, part, patience)).result();
}

/** Waits until a run has looked once and now waits for its second look. */
export async function untilItWaits(run: WorkflowHandle<typeof reconcileWorkflows>): Promise<void> {
  await eventually(
    async () => {
      const { events } = await run.fetchHistory();
      return (events ?? []).some(({ timerStartedEventAttributes: timer }) => Boolean(timer));
    },
    { within: '20s' },
  );
}

/** The first look alone. */
export async function lookAtAccounts(deps: WorkerDeps): Promise<readonly Difference[]> {
  const activities = createReconcilerActivities(deps);
  return (await inActivity(() => activities.lookAtAccounts(null))).differences;
}

/** The second look, with the repair if there is still something to repair. */
export function repairDifference(deps: WorkerDeps, difference: Difference): Promise<boolean> {
  const activities = createReconcilerActivities(deps);
  return inActivity(() => activities.repairDifference(difference, SOON));
}

function inActivity<T>(work: () => Promise<T>): Promise<T> {
  return new MockActivityEnvironment().run((): Promise<T> => work());
}

/** What was repaired, as kind and subject, oldest first. */
export async function repairsOf(stack: WorkerStack): Promise<string[]> {
  const rows = await stack.owner.prisma.reconciler_repairs.findMany({ orderBy: [{ at: 'asc' }] });
  return rows.map(({ kind, subject }) => `${kind} ${subject}`);
}

export const handleOf = (stack: WorkerStack, accountId: string) =>
  stack.temporal.workflow.getHandle<typeof account>(accountWorkflowId(accountId));

export const rowOf = (stack: WorkerStack, accountId: string) =>
  stack.owner.prisma.revenuecat_accounts.findFirstOrThrow({ where: { id: accountId } });

/** `RUNNING`, `COMPLETED`, `TERMINATED` … */
export async function statusOf(stack: WorkerStack, accountId: string): Promise<string> {
  return (await handleOf(stack, accountId).describe()).status.name;
}

export const endByForce = (stack: WorkerStack, accountId: string) =>
  handleOf(stack, accountId).terminate('ended by force');

/** So that it is no difference for the tests after this one. */
export async function disconnect(stack: WorkerStack, ...accountIds: string[]): Promise<void> {
  for (const accountId of accountIds) {
    await handleOf(stack, accountId).signal(disconnectSignal);
    await handleOf(stack, accountId).result();
  }
}
