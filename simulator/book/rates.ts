import { DAY } from '../clock.js';
import type { Currency } from './money.js';

/** What one unit of a currency is worth on average, in millionths of a US dollar. */
export const averageRates: Record<Currency, number> = {
  USD: 1_000_000,
  EUR: 1_080_000,
  GBP: 1_260_000,
  AUD: 660_000,
  CAD: 730_000,
  JPY: 6_700,
  BRL: 190_000,
  KRW: 730,
  CNY: 140_000,
  MXN: 55_000,
  SEK: 95_000,
  PLN: 250_000,
};

/** Days of a slow swing and of a quicker one; each currency is at another point of them. */
const SLOW = 211;
const QUICK = 17;
const currencies = Object.keys(averageRates);

const known = new Map<string, number>();

/**
 * What one unit of a currency is worth on the UTC day of an instant, in millionths of a US dollar. It swings by up to
 * 4 % around the average, the same way in every book, so that answers can be checked to the last digit.
 */
export function microsPerUnit(currency: Currency, at: number): number {
  if (currency === 'USD') return averageRates.USD;
  const day = Math.floor(at / DAY);
  const key = `${currency}/${day}`;
  let rate = known.get(key);
  if (rate === undefined) {
    const phase = currencies.indexOf(currency);
    const swing = 0.03 * turn(day / SLOW + phase / 5) + 0.01 * turn(day / QUICK + phase / 3);
    // A factor of 100 makes a price in cents come out in whole millionths.
    const step = averageRates[currency] > 10_000 ? 100 : 1;
    rate = Math.round((averageRates[currency] * (1 + swing)) / step) * step;
    known.set(key, rate);
  }
  return rate;
}

function turn(turns: number): number {
  return Math.sin(2 * Math.PI * turns);
}
