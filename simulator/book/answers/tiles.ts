import type { Decimal } from 'decimal.js';

import { addMonths, DAY, dayStart, utcDay } from '../../clock.js';
import type { Book } from '../book.js';
import { bookRevenue } from './money.js';
import { type BookMetric, bookSeries, type SeriesPoint } from './series.js';
import { bookNewSubscribers } from './subscriptions.js';
import type { Asked } from './terms.js';

/** A headline of the product about one RevenueCat project. Days are UTC. */
export interface BookTile {
  metric: string;
  value: Decimal | number | null;
  asOf: string | null;
  complete: boolean;
  numerator?: Decimal | number;
  denominator?: number;
  /** Flows: the total up to the last complete day, which `previous` is compared with. */
  valueCompleteDays?: Decimal | number;
  completeDaysAsOf?: string;
  previous: (Pick<SeriesPoint, 'value' | 'numerator' | 'denominator'> & { asOf: string }) | null;
}

const snapshots = ['mrr', 'arr', 'active_subscriptions', 'active_trials'] as const;
const rates = [
  ...['churn_rate', 'trial_conversion_rate', 'conversion_to_paying_rate', 'refund_rate'],
  ...['ltv_per_customer', 'ltv_per_paying_customer'],
] as const;

/**
 * The fourteen headlines. Snapshots: the newest complete day against 30 days earlier. Flows: 7 and 30 days up to now, and
 * as many complete days against as many before. Rates and lifetime values: the newest complete month against the one
 * before. What lies before the RevenueCat project's creation is no comparison.
 */
export function bookTiles(book: Book, asked: Asked = {}): BookTile[] {
  return [
    ...snapshots.map((metric) => snapshotTile(book, metric, asked)),
    ...rates.map((metric) => rateTile(book, metric, asked)),
    ...[7, 30].map((days) => {
      return flowTile(book, `revenue_${days}d`, days, (from, to) => bookRevenue(book, from, to, asked));
    }),
    ...[7, 30].map((days) => {
      const count = (from: string, to: string) => bookNewSubscribers(book, from, to, asked).total;
      return flowTile(book, `new_subscribers_${days}d`, days, count);
    }),
  ];
}

function snapshotTile(book: Book, metric: BookMetric, asked: Asked): BookTile {
  const asOf = daysBefore(book, 1);
  const on = (day: string) =>
    bookSeries(book, metric, { from: day, to: day, resolution: 'day' }, asked).at(0);
  const earlier = daysBefore(book, 31);
  const previous = existed(book, earlier) ? { asOf: earlier, value: on(earlier)?.value ?? null } : null;
  return { metric, asOf, value: on(asOf)?.value ?? null, complete: true, previous };
}

function flowTile<T extends Decimal | number>(
  book: Book,
  metric: string,
  days: number,
  total: (from: string, to: string) => T,
): BookTile {
  const today = daysBefore(book, 0);
  const completeDaysAsOf = daysBefore(book, 1);
  const before = daysBefore(book, days + 1);
  const first = daysBefore(book, 2 * days);
  return {
    ...{ metric, asOf: today, complete: false, value: total(daysBefore(book, days - 1), today) },
    ...{ valueCompleteDays: total(daysBefore(book, days), completeDaysAsOf), completeDaysAsOf },
    previous: existed(book, first) ? { asOf: before, value: total(first, before) } : null,
  };
}

function rateTile(book: Book, metric: BookMetric, asked: Asked): BookTile {
  const inMonth = (ago: number) => {
    const day = utcDay(addMonths(dayStart(`${utcDay(book.asOf).slice(0, 7)}-01`), -ago));
    if (day.slice(0, 7) < utcDay(book.project.createdAt).slice(0, 7)) return undefined;
    return bookSeries(book, metric, { from: day, to: day, resolution: 'month' }, asked).at(0);
  };
  for (let ago = 0; ; ago += 1) {
    const newest = inMonth(ago);
    if (!newest) return { metric, asOf: null, value: null, complete: false, previous: null };
    if (!newest.complete) continue;
    const before = inMonth(ago + 1);
    return { metric, ...headline(newest), complete: true, previous: before ? headline(before) : null };
  }
}

/** A month is named by its last day. */
function headline({ date, complete: _complete, ...values }: SeriesPoint) {
  return { asOf: utcDay(addMonths(dayStart(date), 1) - DAY), ...values };
}

function daysBefore({ asOf }: Book, days: number): string {
  return utcDay(asOf - days * DAY);
}

function existed({ project }: Book, day: string): boolean {
  return day >= utcDay(project.createdAt);
}
