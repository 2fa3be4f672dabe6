import { Decimal } from 'decimal.js';

import { addMonths, DAY, dayStart } from '../../clock.js';
import type { Book } from '../book.js';
import type { BookEvent } from '../event.js';
import type { Currency } from '../money.js';
import { microsPerUnit } from '../rates.js';
import { commission, type RevenueType } from '../revenue-type.js';

/** What an answer is asked in: everything has RevenueCat's default. */
export interface Terms {
  currency: Currency;
  revenueType: RevenueType;
  /** RevenueCat's newer (`v3`) or older (`v2`) way to count refunds, returns and changes of product. */
  version: 'v3' | 'v2';
  /** One product's part only; null = all. */
  productId: string | null;
}
export type Asked = Partial<Terms>;

export function termsOf(asked: Asked): Terms {
  return { currency: 'USD', revenueType: 'revenue', version: 'v3', productId: null, ...asked };
}

/** Instants from the first (included) to the last (excluded) that a period has, as far as it has come. Milliseconds. */
export interface Range {
  from: number;
  until: number;
  /** Whether it is over. */
  over: boolean;
}

/** From one UTC day (`YYYY-MM-DD`) to another, both included. */
export function daysOf({ asOf }: Book, first: string, last: string): Range {
  return clipped(dayStart(first), dayStart(last) + DAY, asOf);
}

/** A UTC month (`YYYY-MM`) or day (`YYYY-MM-DD`). */
export function periodOf(book: Book, period: string): Range {
  if (period.length !== 'YYYY-MM'.length) return daysOf(book, period, period);
  const start = dayStart(`${period}-01`);
  return clipped(start, addMonths(start, 1), book.asOf);
}

function clipped(from: number, end: number, asOf: number): Range {
  return { from, until: Math.min(end, asOf + 1), over: end <= asOf };
}

export function isIn({ from, until }: Range, at: number): boolean {
  return at >= from && at < until;
}

/** Whether an event counts in charts: real money or access, bought by the customer. */
export function counts({ customer, period }: BookEvent): boolean {
  return customer.environment === 'PRODUCTION' && !period?.familyShare;
}

/** Whether an event is about the asked product. */
export function concerns({ productId }: Terms, { period }: BookEvent): boolean {
  return productId === null || period?.product.id === productId;
}

/**
 * The price of an event's period in the asked currency and revenue type. RevenueCat converts at the rates of the day of
 * purchase and estimates tax and store share per transaction; both are rounded to the millionth, halves up.
 */
export function priceOf({ period, customer }: BookEvent, { currency, revenueType }: Terms): Decimal {
  if (!period) return new Decimal(0);
  const shares = {
    revenue: 0,
    revenue_net_of_taxes: customer.tax,
    proceeds: customer.tax + commission[customer.app.store],
  };
  const kept = new Decimal(10_000).minus(shares[revenueType]).div(10_000);
  const usd = new Decimal(period.usdMicros).times(kept).toDecimalPlaces(0, Decimal.ROUND_HALF_UP);
  return usd.div(microsPerUnit(currency, period.start)).toDecimalPlaces(6, Decimal.ROUND_HALF_UP);
}

/** A rate as RevenueCat gives it, in percent; null without a base. */
export function rateOf(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : new Decimal(numerator).times(100).div(denominator).toNumber();
}
