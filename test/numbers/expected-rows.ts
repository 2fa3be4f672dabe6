import { keptMonth } from './kept-month.js';
import type { Day as DayInLedger } from './ledger/day-book.js';
import type { Ledger, MonthlyMetric } from './ledger/ledger.js';
import { amountOf, divided } from './ledger/prices.js';
import { type Day, dayOf, daysThrough, monthsThrough } from './periods.js';
import type { PointRow } from './stored.js';

export const MONTHLY: readonly MonthlyMetric[] = [
  ...(['churn_rate', 'trial_conversion_rate', 'conversion_to_paying_rate', 'refund_rate'] as const),
  ...(['ltv_per_customer', 'ltv_per_paying_customer'] as const),
];

export type DailyMetric = 'mrr' | 'active_subscriptions' | 'active_trials' | 'revenue' | 'new_subscribers';

/** What a number is made of, by name; decimal texts. */
export type Parts = Readonly<Record<string, string>> | null;

/** A daily metric of one day: decimal text, and what it is made of. */
export function dailyValue(day: DayInLedger, metric: DailyMetric): { value: string; parts: Parts } {
  switch (metric) {
    case 'mrr':
      return { value: amountOf(divided(day.arr, 12n)), parts: null };
    case 'active_subscriptions':
      return { value: String(day.subscriptions), parts: null };
    case 'active_trials':
      return { value: String(day.trials), parts: null };
    case 'revenue':
      return { value: amountOf(day.revenue), parts: { transactions: String(day.transactions) } };
    case 'new_subscribers': {
      const all = Object.entries(day.newSubscribers);
      const total = all.reduce((sum, [, count]) => sum + count, 0);
      return {
        value: String(total),
        parts: Object.fromEntries(all.map(([why, count]) => [why, String(count)])),
      };
    }
  }
}

export const DAILY = ['mrr', 'active_subscriptions', 'active_trials', 'revenue', 'new_subscribers'] as const;

/** Counts and percent have no currency. */
export function currencyOf(metric: string, { currency }: Ledger): string {
  return /^(mrr|revenue|ltv)/.test(metric) ? currency : '';
}

/**
 * The rows an account has to have, and no other: all days from one to the ledger's last, and all months that these are
 * in. A product has a row where it has a number; a rate without a denominator has no value.
 */
export function expectedRows(ledger: Ledger, from: Day): PointRow[] {
  const to = dayOf(ledger.asOf);
  return [
    ...daysThrough(from, to).flatMap((period) => [
      ...DAILY.map((metric) => ({
        ...daily(ledger, metric, period),
        ...dailyValue(ledger.day(period), metric),
      })),
      ...productRows(ledger, period),
    ]),
    ...monthsThrough(from, to).flatMap((period) => monthlyRows(ledger, period, from)),
  ];
}

function daily(ledger: Ledger, metric: DailyMetric, period: Day) {
  const about = { metric, product_id: '', resolution: 'day' as const, period };
  return { ...about, currency: currencyOf(metric, ledger), complete: ledger.isOver(period) };
}

function productRows(ledger: Ledger, period: Day): PointRow[] {
  return [...ledger.day(period).products].flatMap(([product_id, { revenue, subscriptions }]) => {
    const row = (metric: DailyMetric, value: string) =>
      value === '0' ? [] : [{ ...daily(ledger, metric, period), product_id, value, parts: null }];
    return [...row('revenue', amountOf(revenue)), ...row('active_subscriptions', String(subscriptions))];
  });
}

function monthlyRows(ledger: Ledger, period: Day, from: Day): PointRow[] {
  return MONTHLY.flatMap((metric) => {
    const kept = keptMonth(ledger, metric, period, from);
    if (kept === null) return [];
    const { value, numerator, denominator, complete } = kept;
    const about = { metric, product_id: '', resolution: 'month' as const, period };
    return [
      { ...about, currency: currencyOf(metric, ledger), value, complete, parts: { numerator, denominator } },
    ];
  });
}
