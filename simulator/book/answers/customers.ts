import { Decimal } from 'decimal.js';

import { DAY, startOfDay } from '../../clock.js';
import type { Book } from '../book.js';
import type { BookEvent } from '../event.js';
import { isGivenBack, payments } from './money.js';
import {
  type Asked,
  concerns,
  counts,
  daysOf,
  isIn,
  periodOf,
  priceOf,
  type Range,
  rateOf,
  type Terms,
  termsOf,
} from './terms.js';

/** Customers first seen on the days from one to another. */
export function bookNewCustomers(book: Book, from: string, to: string): number {
  return seenIn(book, daysOf(book, from, to)).length;
}

/** Trials begun on the days from one to another. */
export function bookNewTrials(book: Book, from: string, to: string, asked: Asked = {}): number {
  return trialsIn(book, daysOf(book, from, to), termsOf(asked)).length;
}

/**
 * Trials begun in a month (`YYYY-MM`) or day and what became of them, in percent of the starts. A refunded conversion
 * counts as expired.
 */
export function bookTrialConversion(book: Book, period: string, asked: Asked = {}) {
  const range = periodOf(book, period);
  const starts = trialsIn(book, range, termsOf(asked));
  const converted = new Map(
    payments(book)
      .filter(({ bought }) => bought.period?.origin === 'trial_conversion')
      .map(({ bought, moves }) => [bought.customer.key, moves]),
  );
  const ended = new Set(book.events.filter(({ type }) => type === 'EXPIRATION').map((event) => event.period));
  let [conversions, pending] = [0, 0];
  for (const { customer, period: trial } of starts) {
    const moves = converted.get(customer.key);
    if (moves && !isGivenBack(moves)) conversions += 1;
    else if (!moves && !ended.has(trial)) pending += 1;
  }
  const expirations = starts.length - conversions - pending;
  return {
    ...{ starts: starts.length, conversions, expirations, pending },
    rate: rateOf(conversions, starts.length),
    ...{ numerator: conversions, denominator: starts.length, complete: range.over && pending === 0 },
  };
}

/** Customers first seen in a month or day, and how many of them paid within `days`; null = ever. */
export function bookConversionToPaying(book: Book, period: string, days: number | null, asked: Asked = {}) {
  const range = periodOf(book, period);
  const customers = seenIn(book, range).length;
  const { size: paying } = broughtBy(book, range, days, termsOf(asked));
  return {
    ...{ customers, paying, rate: rateOf(paying, customers) },
    ...{ numerator: paying, denominator: customers, complete: isMature(book, range, days) },
  };
}

/**
 * What the new customers of a month or day brought within `days` of their first sighting (null = ever), by all of them
 * or by those who paid within that time.
 */
export function bookLifetimeValue(
  book: Book,
  period: string,
  by: 'customer' | 'paying_customer',
  days: number | null,
  asked: Asked = {},
) {
  const range = periodOf(book, period);
  const brought = broughtBy(book, range, days, termsOf(asked));
  const customers = by === 'customer' ? seenIn(book, range).length : brought.size;
  const revenue = Decimal.sum(0, ...brought.values());
  const perCustomer =
    customers === 0 ? null : revenue.div(customers).toDecimalPlaces(6, Decimal.ROUND_HALF_UP);
  return {
    ...{ customers, revenue, perCustomer },
    ...{ numerator: revenue, denominator: customers, complete: isMature(book, range, days) },
  };
}

function seenIn({ events }: Book, range: Range): BookEvent[] {
  return events.filter((event) => event.type === 'CUSTOMER_SEEN' && counts(event) && isIn(range, event.at));
}

function trialsIn({ events }: Book, range: Range, terms: Terms): BookEvent[] {
  return events.filter(
    (event) =>
      event.type === 'INITIAL_PURCHASE' &&
      event.period?.kind === 'TRIAL' &&
      counts(event) &&
      isIn(range, event.at) &&
      concerns(terms, event),
  );
}

/**
 * Who of those first seen in a range paid within a time and was not refunded, with what they brought. The day somebody
 * is first seen is day 0, so seven days end with the day that is seven days later. A refund undoes a payment if it came
 * within the time; in `v2` whenever it came.
 */
function broughtBy(book: Book, range: Range, days: number | null, terms: Terms): Map<string, Decimal> {
  const ends = new Map<string, number>();
  for (const { customer, at } of seenIn(book, range)) {
    ends.set(customer.key, days === null ? Infinity : startOfDay(at) + (days + 1) * DAY);
  }
  const brought = new Map<string, Decimal>();
  for (const { bought, moves } of payments(book)) {
    const { key } = bought.customer;
    const end = ends.get(key);
    if (end === undefined || bought.at >= end || !concerns(terms, bought)) continue;
    if (isGivenBack(terms.version === 'v2' ? moves : moves.filter(({ at }) => at < end))) continue;
    brought.set(key, (brought.get(key) ?? new Decimal(0)).plus(priceOf(bought, terms)));
  }
  return brought;
}

/** Whether everybody first seen in a range has had their time; without end, once the range is over. */
function isMature({ asOf }: Book, { until, over }: Range, days: number | null): boolean {
  return over && until + (days ?? 0) * DAY <= asOf;
}
