import type { Book } from '../book/book.js';
import type { Currency } from '../book/money.js';
import type { Facts } from '../charts/facts/facts.js';
import { factsOf } from '../charts/facts/sort-out.js';
import { customersActiveIn } from '../charts/tallies/activity.js';
import { fromMicros, paidMicros } from '../charts/tallies/amounts.js';
import { fromTwelfths, mrrTwelfthsAt } from '../charts/tallies/money.js';
import { activesAt } from '../charts/tallies/subscriptions.js';
import { trialsAt } from '../charts/tallies/trials.js';
import { DAY, startOfDay } from '../clock.js';

/** The overview's cards ("Charts & Metrics, Get overview metrics"); flows cover the last 28 days, to the millisecond. */
export function overview({ events, asOf }: Book, currency: Currency) {
  const facts = factsOf(events);
  const now = asOf + 1;
  const from = now - 28 * DAY;
  const mrr = Math.round(fromTwelfths(mrrTwelfthsAt(facts, now, { currency, revenueType: 'revenue' })));
  const recent = <Fact extends { at: number }>(list: readonly Fact[]) => list.filter(({ at }) => at >= from);
  const counts = {
    customers: recent(facts.sightings).length,
    transactions: recent(facts.payments).length,
    // By whole days, which is as fine as RevenueCat's cache.
    active: customersActiveIn(facts, startOfDay(from), now),
  };
  const revenue = fromMicros(revenueSince(facts, from, currency));
  return {
    object: 'overview_metrics',
    currency,
    metrics: [
      metric('active_trials', 'Active Trials', '#', 'P0D', trialsAt(facts, now), asOf),
      metric('active_subscriptions', 'Active Subscriptions', '#', 'P0D', activesAt(facts, now), asOf),
      metric('mrr', 'MRR', '$', 'P28D', mrr, asOf),
      metric('revenue', 'Revenue', '$', 'P28D', revenue, asOf),
      metric('new_customers', 'New Customers', '#', 'P28D', counts.customers, asOf),
      metric('active_users', 'Active Users', '#', 'P28D', counts.active, asOf),
      metric('num_tx_last_28_days', 'Transactions', '#', 'P28D', counts.transactions, asOf),
    ],
  };
}

/** Millionths that came in less those that went out since an instant. */
function revenueSince({ payments }: Facts, from: number, currency: Currency): number {
  let micros = 0;
  for (const { moves, period, customer } of payments) {
    const net = moves.reduce((sum, { at, sign }) => (at >= from ? sum + sign : sum), 0);
    if (net !== 0) micros += net * paidMicros(period, customer, { currency, revenueType: 'revenue' });
  }
  return micros;
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
