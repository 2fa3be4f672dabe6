import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common';

/** Types of failures that callers of an account's updates can meet. */
export type AccountFailure = 'stale-generation' | 'disconnecting';

/** An expected refusal of an update; a plain `Error` here would mean a bug and stall the workflow. */
export function accountFailure(type: AccountFailure, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}

/**
 * Whose trouble kept an activity from succeeding. `ours`: a part of our own is away, never a verdict about the account;
 * `provider`: RevenueCat does not answer; `unknown`: a fault in our code, most likely.
 */
export type Trouble = 'ours' | 'provider' | 'unknown';

/** Types that activities throw when a part of our own is away; a time-out means that a worker died. */
const OURS = ['VaultUnavailable', 'DatabaseUnavailable', 'TimedOut'];

export function troubleOf(type: string): Trouble {
  if (OURS.includes(type)) return 'ours';
  return type === 'ProviderTransient' ? 'provider' : 'unknown';
}

/** What the last try met, where the time for all tries was over. */
export function lastFailureType(error: unknown): string {
  const timedOut = error instanceof ActivityFailure ? error.cause : undefined;
  const last = timedOut instanceof TimeoutFailure ? timedOut.cause : undefined;
  return last instanceof ApplicationFailure ? (last.type ?? 'Error') : activityFailureType(error);
}

/** Why an activity did not succeed, once its retries are used up. */
export function activityFailureType(error: unknown): string {
  const cause = error instanceof ActivityFailure ? error.cause : error;
  if (cause instanceof ApplicationFailure) return cause.type ?? 'Error';
  if (cause instanceof TimeoutFailure) return 'TimedOut';
  return cause instanceof Error ? cause.name : 'Error';
}
