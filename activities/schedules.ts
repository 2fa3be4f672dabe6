import { ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';

import type { WorkerDeps } from './deps.js';

/** What runs by the clock; the name is the schedule's id behind the task queue's. */
export const SCHEDULES = [
  { name: 'inbox-sweep', workflowType: 'sweepInbox', every: '30 seconds' },
  { name: 'notify', workflowType: 'notify', every: '30 seconds' },
  { name: 'tidy-up', workflowType: 'tidyUp', every: '1 hour' },
  { name: 'reconcile-workflows', workflowType: 'reconcileWorkflows', every: '5 minutes' },
  // Less often: it lists every folder of Vault.
  { name: 'reconcile-secrets', workflowType: 'reconcileSecrets', every: '1 hour' },
] as const;

/** A run that can go neither on nor back, after a change of its code, must not keep the next ones from starting. */
const LONGEST_RUN = '30 minutes';

/** @param taskQueue tells installations on one Temporal cluster apart. */
export const scheduleId = (taskQueue: string, name: string): string => `${taskQueue}:${name}`;

/** Makes the Schedules that are not there yet; they stay in Temporal. */
export async function ensureSchedules({ temporal, taskQueue }: WorkerDeps): Promise<void> {
  for (const { name, workflowType, every } of SCHEDULES) {
    const id = scheduleId(taskQueue, name);
    try {
      await temporal.schedule.create({
        scheduleId: id,
        spec: { intervals: [{ every }] },
        policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' },
        action: {
          type: 'startWorkflow',
          workflowType,
          workflowId: id,
          taskQueue,
          workflowRunTimeout: LONGEST_RUN,
        },
      });
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    }
  }
}
