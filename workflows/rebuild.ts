import { proxyActivities } from '@temporalio/workflow';

import type { AccountRef } from './activities.js';

export type RebuildInput = Pick<AccountRef, 'projectId' | 'accountId'>;

/** How many subscriptions, and days with totals, there are now, and how many of each are other than before. */
export interface Rebuilt {
  readonly subscriptions: number;
  readonly changed: number;
  readonly days: number;
  readonly daysChanged: number;
}

/** What a rebuilding does to the world. */
export interface RebuildActivities {
  rebuildSubscriptions(input: RebuildInput): Promise<Rebuilt>;
}

const activities = proxyActivities<RebuildActivities>({
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds', maximumAttempts: 5 },
});

/**
 * Makes an account's subscriptions and totals of days anew. Started by an operator, one per account at a time; works for
 * accounts that are disconnected, too. Totals were added later: the name is the one that Temporal knows.
 */
export async function rebuildSubscriptions(input: RebuildInput): Promise<Rebuilt> {
  return activities.rebuildSubscriptions(input);
}
