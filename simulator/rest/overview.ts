import type { Book } from '../book/book.js';
import { revenueIn, transactionsIn } from '../book/measures/revenue.js';
import { activesAt, isActive, mrrAt, trialsAt } from '../book/measures/snapshots.js';
import { newCustomersIn } from '../book/measures/starts.js';
import { type Currency, fromUsdMicros } from '../book/money.js';
import { DAY } from '../clock.js';

/** The overview's cards ("Charts & Metrics, Get overview metrics"); flows cover the last 28 days. */
export function overview({ facts, asOf }: Book, currency: Currency) {
  const now = asOf + 1;
  const from = now - 28 * DAY;
  const mrr = fromUsdMicros(mrrAt(facts, now, 'revenue'), currency)
    .round()
    .toNumber();
  const revenue = fromUsdMicros(revenueIn(facts, from, now, 'revenue'), currency).toNumber();
  const seen = new Set(
    [...facts.purchases, ...facts.trials]
      .filter((period) => isActive(period, now))
      .map(({ customer }) => customer.key),
  );
  const customers = newCustomersIn(facts, from, now);
  return {
    object: 'overview_metrics',
    currency,
    metrics: [
      metric('active_trials', 'Active Trials', '#', 'P0D', trialsAt(facts, now), asOf),
      metric('active_subscriptions', 'Active Subscriptions', '#', 'P0D', activesAt(facts, now), asOf),
      metric('mrr', 'MRR', '$', 'P28D', mrr, asOf),
      metric('revenue', 'Revenue', '$', 'P28D', revenue, asOf),
      metric('new_customers', 'New Customers', '#', 'P28D', customers, asOf),
      metric('active_users', 'Active Users', '#', 'P28D', seen.size + customers, asOf),
      metric('num_tx_last_28_days', 'Transactions', '#', 'P28D', transactionsIn(facts, from, now), asOf),
    ],
  };
}

function metric(
  id: string,
  name: string,
  unit: '$' | '#',
  period: 'P0D' | 'P28D',
  value: number,
  asOf: number,
) {
  return {
    object: 'overview_metric',
    ...{ id, name, description: name, unit, period, value },
    last_updated_at: null,
    last_updated_at_iso8601: new Date(asOf).toISOString(),
  };
}
