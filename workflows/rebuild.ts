import { proxyActivities } from '@temporalio/workflow';

import type { AccountRef } from './activities.js';

export type RebuildInput = Pick<AccountRef, 'projectId' | 'accountId'>;

/** How many subscriptions there are now, and how many of them are other than before. */
export interface RebuiltSubscriptions {
  readonly subscriptions: number;
  readonly changed: number;
}

/** What a rebuilding does to the world. */
export interface RebuildActivities {
  rebuildSubscriptions(input: RebuildInput): Promise<RebuiltSubscriptions>;
}

const activities = proxyActivities<RebuildActivities>({
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds', maximumAttempts: 5 },
});

/** Started by an operator, one per account at a time; works for accounts that are disconnected, too. */
export async function rebuildSubscriptions(input: RebuildInput): Promise<RebuiltSubscriptions> {
  return activities.rebuildSubscriptions(input);
}
