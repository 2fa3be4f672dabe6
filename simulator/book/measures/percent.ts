import { Decimal } from 'decimal.js';

/** A rate as RevenueCat gives it: 2.4 means 2.4 %. Null without a base. */
export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : new Decimal(part).times(100).div(whole).toDecimalPlaces(6).toNumber();
}
