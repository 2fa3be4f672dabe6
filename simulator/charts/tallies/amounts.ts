import type { Customer } from '../../book/customers.js';
import type { Period } from '../../book/event.js';
import { type Currency, roundedQuotient } from '../../book/money.js';
import { microsPerUnit } from '../../book/rates.js';
import { amountOf, type RevenueType } from '../../book/revenue-type.js';

/** What amounts of money a chart was asked for. */
export interface MoneyTerms {
  currency: Currency;
  revenueType: RevenueType;
}

/**
 * What was paid for a period, in millionths of the asked currency: converted at the rate of the day of purchase, also
 * where it is refunded later ("Display Currency"). A whole number, rounded per transaction.
 */
export function paidMicros(
  { usdMicros, start }: Period,
  customer: Customer,
  { currency, revenueType }: MoneyTerms,
): number {
  const micros = amountOf(usdMicros, customer, revenueType);
  return currency === 'USD' ? micros : roundedQuotient(micros * 1_000_000, microsPerUnit(currency, start));
}

/** Millionths as the plain number charts carry. */
export function fromMicros(micros: number): number {
  return micros / 1_000_000;
}

/** A rate as RevenueCat gives it: 2.4 means 2.4 %. Null without a base. */
export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : (part * 100) / whole;
}
