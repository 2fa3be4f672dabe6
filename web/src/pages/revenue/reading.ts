import type { Account, CountedAccount } from '../../api/types.js';

/**
 * When the numbers of these accounts were read from RevenueCat, by the account that was read longest ago. A number
 * that has not changed keeps the time of its first fetch, which says nothing about its age.
 *
 * @returns ISO 8601; null where none has been read.
 */
export function oldestReading(accounts: readonly Pick<CountedAccount, 'last_published_at'>[]): string | null {
  return accounts.flatMap(({ last_published_at: at }) => at ?? []).toSorted()[0] ?? null;
}

/** Those of the accounts whose newest run lacked some metric: these numbers are older than that run. */
export function lackingSome(
  accounts: readonly Account[],
  ids: readonly string[],
): { readonly name: string; readonly message: string }[] {
  return accounts.flatMap(({ id, warnings, revenuecat_project: { name } }) => {
    const warning = warnings.find(({ kind }) => kind === 'metrics_missing');
    return warning !== undefined && ids.includes(id) ? [{ name, message: warning.message }] : [];
  });
}
