import { proxyActivities } from '@temporalio/workflow';

/** What the tidying does to the world. */
export interface TidyUpActivities {
  /** Deletes what has outlived its time. @returns rows deleted, by table. */
  deleteOutlived(): Promise<Record<string, number>>;
}

const { deleteOutlived } = proxyActivities<TidyUpActivities>({
  startToCloseTimeout: '5 minutes',
  retry: { maximumAttempts: 3 },
});

/** Started by a Schedule, once an hour. */
export async function tidyUp(): Promise<Record<string, number>> {
  return deleteOutlived();
}
