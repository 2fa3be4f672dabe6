import { Decimal } from 'decimal.js';

import type { BookEvent } from '../../../simulator/book/event.js';
import type { Length } from '../../../simulator/book/lengths.js';
import type { Currency } from '../../../simulator/book/money.js';
import { microsPerUnit } from '../../../simulator/book/rates.js';

/** Money in whole millionths of a currency: exact, whatever is added up. */
export type Micros = bigint;

const MILLION = 1_000_000n;

/** How often a period of a length would be paid in a year of twelve of RevenueCat's months ("MRR chart"). */
const TIMES_A_YEAR: Record<Length, bigint> = { P1W: 48n, P1M: 12n, P3M: 4n, P1Y: 1n };

/**
 * What a customer paid, from the price in their own currency on: by the rates of the day of purchase into US dollars, and
 * from there into the asked currency, rounded to the millionth.
 */
export function priceOf({ period, customer }: BookEvent, currency: Currency): Micros {
  if (period === null) return 0n;
  const rate = (of: Currency) => BigInt(microsPerUnit(of, period.start));
  const minorUnits = customer.currency === 'JPY' ? 1n : 100n;
  const dollars = (BigInt(period.minorUnits) * rate(customer.currency)) / minorUnits;
  return currency === 'USD' ? dollars : divided(dollars * MILLION, rate(currency));
}

/** What a purchase adds to ARR; nothing if it is not for a time. */
export function yearly(event: BookEvent, currency: Currency): Micros {
  const length = event.period?.length;
  return length ? priceOf(event, currency) * TIMES_A_YEAR[length] : 0n;
}

/** To the nearest whole number, halves away from zero. */
export function divided(numerator: bigint, denominator: bigint): bigint {
  const size = numerator < 0n ? -numerator : numerator;
  const nearest = (2n * size + denominator) / (2n * denominator);
  return numerator < 0n ? -nearest : nearest;
}

/** As a decimal text without needless zeros. */
export function amountOf(micros: Micros): string {
  return new Decimal(String(micros)).div(String(MILLION)).toFixed();
}
