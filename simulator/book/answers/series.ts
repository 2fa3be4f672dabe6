import type { Decimal } from 'decimal.js';

import { addMonths, DAY, dayStart, utcDay } from '../../clock.js';
import type { Book } from '../book.js';
import { bookConversionToPaying, bookLifetimeValue, bookTrialConversion } from './customers.js';
import { bookRefundRate, bookRevenue } from './money.js';
import { bookActives, bookArr, bookChurn, bookMrr, bookNewSubscribers, bookTrials } from './subscriptions.js';
import { type Asked, daysOf } from './terms.js';

/** The metrics of the product, by its names of them. */
export const bookMetrics = [
  ...['mrr', 'arr', 'active_subscriptions', 'active_trials', 'churn_rate', 'trial_conversion_rate'],
  ...['conversion_to_paying_rate', 'refund_rate', 'ltv_per_customer', 'ltv_per_paying_customer'],
  ...['revenue', 'new_subscribers'],
] as const;
export type BookMetric = (typeof bookMetrics)[number];

/** RevenueCat's default time frames in days. */
export const CONVERSION_DAYS = 7;
export const LIFETIME_DAYS = 30;

export interface SeriesPoint {
  /** First UTC day of the period. */
  date: string;
  value: Decimal | number | null;
  /** What a rate or lifetime value is made of. */
  numerator?: Decimal | number;
  denominator?: number;
  /** What a count is made of. */
  parts?: Record<string, number>;
  complete: boolean;
}

/** A metric by day or by month: all periods that the days from one to another touch, as far as they have begun. */
export function bookSeries(
  book: Book,
  metric: BookMetric,
  { from, to, resolution }: { from: string; to: string; resolution: 'day' | 'month' },
  asked: Asked = {},
): SeriesPoint[] {
  const points: SeriesPoint[] = [];
  const byMonth = resolution === 'month';
  let start = dayStart(byMonth ? `${from.slice(0, 7)}-01` : from);
  while (start <= Math.min(dayStart(to), book.asOf)) {
    const next = byMonth ? addMonths(start, 1) : start + DAY;
    const date = utcDay(start);
    points.push({ date, ...answer(book, metric, date, utcDay(next - DAY), byMonth, asked) });
    start = next;
  }
  return points;
}

function answer(
  book: Book,
  metric: BookMetric,
  first: string,
  last: string,
  byMonth: boolean,
  asked: Asked,
): Omit<SeriesPoint, 'date'> {
  const complete = daysOf(book, first, last).over;
  const period = byMonth ? first.slice(0, 7) : first;
  switch (metric) {
    case 'mrr':
      return { value: bookMrr(book, last, asked), complete };
    case 'arr':
      return { value: bookArr(book, last, asked), complete };
    case 'active_subscriptions':
      return { value: bookActives(book, last, asked), complete };
    case 'active_trials':
      return { value: bookTrials(book, last, asked), complete };
    case 'revenue':
      return { value: bookRevenue(book, first, last, asked), complete };
    case 'new_subscribers': {
      const { total, ...parts } = bookNewSubscribers(book, first, last, asked);
      return { value: total, parts, complete };
    }
    case 'churn_rate':
      return rated(bookChurn(book, period, asked));
    case 'trial_conversion_rate':
      return rated(bookTrialConversion(book, period, asked));
    case 'conversion_to_paying_rate':
      return rated(bookConversionToPaying(book, period, CONVERSION_DAYS, asked));
    case 'refund_rate':
      return rated(bookRefundRate(book, period, asked));
    case 'ltv_per_customer':
      return perHead(bookLifetimeValue(book, period, 'customer', LIFETIME_DAYS, asked));
    case 'ltv_per_paying_customer':
      return perHead(bookLifetimeValue(book, period, 'paying_customer', LIFETIME_DAYS, asked));
  }
}

interface Parts<Numerator> {
  numerator: Numerator;
  denominator: number;
  complete: boolean;
}

function rated({ rate, numerator, denominator, complete }: Parts<number> & { rate: number | null }) {
  return { value: rate, numerator, denominator, complete };
}

function perHead(answered: Parts<Decimal> & { perCustomer: Decimal | null }) {
  const { perCustomer, numerator, denominator, complete } = answered;
  return { value: perCustomer, numerator, denominator, complete };
}
