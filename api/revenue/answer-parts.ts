import { groupBy } from './grouping.js';
import { type MetricName, metricOf } from './metrics.js';
import { isStale, type Scope } from './scope.js';

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
  return accounts.flatMap((account) =>
    account.lastPublishedAt !== null && isStale(account, now)
      ? [{ account_id: account.id, last_published_at: account.lastPublishedAt.toISOString() }]
      : [],
  );
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
