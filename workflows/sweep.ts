import { proxyActivities } from '@temporalio/workflow';

/** What the inbox sweep does to the world. */
export interface SweepActivities {
  /** Signals every account whose events have waited too long. @returns how many accounts that were. */
  signalWaitingAccounts(): Promise<number>;
}

const { signalWaitingAccounts } = proxyActivities<SweepActivities>({
  startToCloseTimeout: '1 minute',
  retry: { maximumAttempts: 2 },
});

/** Started by a Schedule: makes up for signals that were lost, or could not be sent while Temporal was away. */
export async function sweepInbox(): Promise<number> {
  return signalWaitingAccounts();
}
