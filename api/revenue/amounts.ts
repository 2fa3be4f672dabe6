import { Decimal } from 'decimal.js';

import type { Unit } from './metrics.js';

/** Sums are exact: Postgres `numeric` and this precision hold every digit that RevenueCat can send. */
export const Exact = Decimal.clone({ precision: 100 });
export type Amount = Decimal;

/** Quotients have no exact form. Percent is right to 1e-9; of money RevenueCat itself shows two decimals. */
const QUOTIENT_DECIMALS: Readonly<Record<Unit, number>> = { money: 4, count: 4, percent: 12 };

export const ZERO: Amount = new Exact(0);

/** What is null adds nothing. */
export function sum(amounts: Iterable<Amount | null>): Amount {
  let total = ZERO;
  for (const amount of amounts) if (amount !== null) total = total.plus(amount);
  return total;
}

/** Rounded half up, money to four decimals and percent to twelve; null where there is nothing to divide by. */
export function quotient(numerator: Amount, denominator: Amount, unit: Unit): Amount | null {
  if (denominator.isZero()) return null;
  return numerator.div(denominator).toDecimalPlaces(QUOTIENT_DECIMALS[unit], Decimal.ROUND_HALF_UP);
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
