import { Problem } from '../http/problem.js';
import { type Day, utcDay } from './days.js';

/** An account as far as its numbers are concerned. */
export interface ScopeAccount {
  readonly id: string;
  /** Name of the RevenueCat project. */
  readonly name: string;
  readonly status: string;
  /** When its newest numbers were published; null before the first sync. */
  readonly lastPublishedAt: Date | null;
  /** The same of each stored metric (ISO 8601), by product as `…_by_product`: one chart may fail while others answer. */
  readonly metricsPublishedAt: Readonly<Record<string, string>>;
  readonly disconnectedAt: Date | null;
  /** Its live totals of today; null if no event has come yet. */
  readonly live: LiveTotals | null;
}

/** What webhooks have brought on one UTC day; money in USD. */
export interface LiveTotals {
  readonly revenue: string;
  readonly purchases: number;
  readonly renewals: number;
  readonly refunds: number;
  readonly cancellations: number;
  readonly expirations: number;
  readonly trials: number;
}

/** What a request for numbers is about: which accounts, in which currency, seen at which moment. */
export interface Scope {
  readonly projectId: string;
  /** The layer's currency; points in another one are left out. */
  readonly currency: string;
  readonly accounts: readonly ScopeAccount[];
  readonly now: Date;
  readonly today: Day;
}

/** A sync that is due hourly and has not published for this long has missed at least one turn. */
const STALE_AFTER_MS = 2 * 60 * 60 * 1_000;

export function isStale(publishedAt: Date | null, now: Date): boolean {
  return publishedAt !== null && now.getTime() - publishedAt.getTime() > STALE_AFTER_MS;
}

/** When an account's numbers of a stored metric were published last; as the account's where nothing else is known. */
export function publishedAt(
  { lastPublishedAt, metricsPublishedAt }: ScopeAccount,
  metric: string,
): Date | null {
  const at = metricsPublishedAt[metric];
  return at === undefined ? lastPublishedAt : new Date(at);
}

/**
 * The accounts a request means: those it names, else all that are not disconnected, else (`withHistory`) all.
 *
 * @throws {Problem} `not-found` if one that it names is not of this project.
 */
export function chooseAccounts(
  all: readonly ScopeAccount[],
  named: readonly string[] | null,
  withHistory: boolean,
): ScopeAccount[] {
  if (named === null) return all.filter(({ status }) => withHistory || status !== 'disconnected');
  const unknown = named.filter((id) => !all.some((account) => account.id === id));
  if (unknown.length > 0) {
    throw new Problem('not-found', {
      detail: `No such account in this project: ${unknown.join(', ')}.`,
      errors: [{ field: 'accounts', message: 'names an account that is not in this project' }],
    });
  }
  return all.filter(({ id }) => named.includes(id));
}

export function createScope(
  projectId: string,
  currency: string,
  accounts: readonly ScopeAccount[],
  now: Date,
): Scope {
  return { projectId, currency, accounts, now, today: utcDay(now) };
}
