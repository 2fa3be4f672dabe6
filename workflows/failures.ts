import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';

/** Types of failures that callers of an account's updates can meet. */
export type AccountFailure = 'stale-generation' | 'disconnecting';

/** An expected refusal of an update; a plain `Error` here would mean a bug and stall the workflow. */
export function accountFailure(type: AccountFailure, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}

/** Types that activities throw when a part of our own is away: never a verdict about the account. */
export const OUR_TROUBLE = ['VaultUnavailable', 'DatabaseUnavailable'] as const;

/** Why an activity did not succeed, once its retries are used up. */
export function activityFailureType(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return cause.type ?? 'Error';
  if (cause instanceof TimeoutFailure) return 'TimedOut';
  return cause instanceof Error ? cause.name : 'Error';
}

export function isOurTrouble(type: string): boolean {
  return (OUR_TROUBLE as readonly string[]).includes(type);
}
