import type { Account } from '../../api/types.js';

/** The accounts the page is about: those named in the URL, else all that are not disconnected. */
export function chosenAccounts(accounts: readonly Account[], named: string | undefined): readonly Account[] {
  if (named === undefined) return accounts.filter(({ status }) => status !== 'disconnected');
  const ids = named.split(',');
  return accounts.filter(({ id }) => ids.includes(id));
}

/** `All accounts (3)`, `Acme iOS`, `2 of 3 accounts`, `No account connected`. */
export function chosenLabel(accounts: readonly Account[], named: string | undefined): string {
  const chosen = chosenAccounts(accounts, named);
  if (chosen.length === 0) return 'No account connected';
  if (named === undefined) return chosen.length === 1 ? nameOf(chosen[0]) : `All accounts (${chosen.length})`;
  return chosen.length === 1 ? nameOf(chosen[0]) : `${chosen.length} of ${accounts.length} accounts`;
}

const nameOf = (account: Account | undefined): string => account?.revenuecat_project.name ?? '';

/**
 * The accounts after ticking or unticking one. Ticking what everybody sees by default goes back to the plain link, and
 * at least one stays ticked.
 */
export function toggled(
  accounts: readonly Account[],
  named: string | undefined,
  accountId: string,
): string | undefined {
  const before = chosenAccounts(accounts, named).map(({ id }) => id);
  const after = before.includes(accountId) ? before.filter((id) => id !== accountId) : [...before, accountId];
  if (after.length === 0) return named;
  return inUrl(accounts, after);
}

/** One account alone; the plain link where that is what everybody sees by default. */
export const only = (accounts: readonly Account[], accountId: string): string | undefined =>
  inUrl(accounts, [accountId]);

/** Whether part of the account's name was typed. */
export const isNamed = ({ revenuecat_project }: Account, typed: string): boolean =>
  revenuecat_project.name.toLowerCase().includes(typed.trim().toLowerCase());

function inUrl(accounts: readonly Account[], ids: readonly string[]): string | undefined {
  const byDefault = chosenAccounts(accounts, undefined).map(({ id }) => id);
  const same = ids.length === byDefault.length && byDefault.every((id) => ids.includes(id));
  // In the order of the list, so that the same choice is always the same link.
  return same ? undefined : accounts.flatMap(({ id }) => (ids.includes(id) ? [id] : [])).join(',');
}
