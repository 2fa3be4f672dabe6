import { Decimal } from 'decimal.js';

import type { Unit } from './metrics.js';

/** Sums are exact: Postgres `numeric` and this precision hold every digit that RevenueCat can send. */
export const Exact = Decimal.clone({ precision: 100 });
export type Amount = Decimal;

/** Quotients have no exact form; RevenueCat itself shows two decimals of money and rates. */
const QUOTIENT_DECIMALS = 4;

export const ZERO: Amount = new Exact(0);

export function sum(amounts: Iterable<Amount>): Amount {
  let total = ZERO;
  for (const amount of amounts) total = total.plus(amount);
  return total;
}

/** Rounded half up to four decimals; null where there is nothing to divide by. */
export function quotient(numerator: Amount, denominator: Amount): Amount | null {
  if (denominator.isZero()) return null;
  return numerator.div(denominator).toDecimalPlaces(QUOTIENT_DECIMALS, Decimal.ROUND_HALF_UP);
}

/**
 * An amount as answers carry it: money as a decimal string, because a binary number would lose cents; counts and percent
 * as JSON numbers.
 */
export function present(amount: Amount, unit: Unit): string | number {
  return unit === 'money' ? amount.toFixed() : amount.toNumber();
}

export function presentOrNull(amount: Amount | null, unit: Unit): string | number | null {
  return amount === null ? null : present(amount, unit);
}
