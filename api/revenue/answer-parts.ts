import { groupBy } from './grouping.js';
import { type MetricName, metricOf } from './metrics.js';
import { isStale, publishedAt, type Scope } from './scope.js';

/** The same facts, said in the same way, in every answer. */
export function presentAccounts({ accounts }: Scope) {
  return accounts.map(({ id, name, status, lastPublishedAt, disconnectedAt }) => ({
    account_id: id,
    name,
    status,
    last_published_at: lastPublishedAt?.toISOString() ?? null,
    disconnected_at: disconnectedAt?.toISOString() ?? null,
  }));
}

export function presentStale({ accounts, now }: Scope) {
  return accounts.flatMap(({ id, lastPublishedAt: at }) =>
    at !== null && isStale(at, now) ? [{ account_id: id, last_published_at: at.toISOString() }] : [],
  );
}

/** Accounts whose numbers of one of these stored metrics are stale, also while their other metrics are not. */
export function presentStaleIn({ accounts, now }: Scope, ...metrics: readonly string[]) {
  return accounts.flatMap((account) => {
    const times = metrics.flatMap((metric) => publishedAt(account, metric)?.getTime() ?? []);
    const oldest = times.length === 0 ? null : new Date(Math.min(...times));
    return oldest !== null && isStale(oldest, now)
      ? [{ account_id: account.id, last_published_at: oldest.toISOString() }]
      : [];
  });
}

export function describeLineage(name: MetricName) {
  const { chart, derived, formula } = metricOf(name);
  return { chart, derived_from: derived?.from ?? null, formula };
}

/** One entry per account with all that concerns it. */
export function groupByAccount(pairs: readonly { readonly accountId: string; readonly metric: string }[]) {
  return [...groupBy(pairs, ({ accountId }) => accountId)].map(([accountId, own]) => ({
    account_id: accountId,
    metrics: own.map(({ metric }) => metric),
  }));
}
