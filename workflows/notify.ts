import { proxyActivities } from '@temporalio/workflow';

/** What notifying does to the world. */
export interface NotifyActivities {
  /** Posts the changes of health that were not posted yet. @returns how many that were. */
  postHealthChanges(): Promise<number>;
}

const { postHealthChanges } = proxyActivities<NotifyActivities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { maximumAttempts: 2 },
});

/** Started by a Schedule: what could not be posted now is posted the next time. */
export async function notify(): Promise<number> {
  return postHealthChanges();
}
