import { Decimal } from 'decimal.js';

import { microsPerUnit } from './rates.js';

/** Currencies RevenueCat's charts can be asked in ("Charts & Metrics", parameter `currency`). */
export const chartCurrencies = [
  'USD',
  'EUR',
  'GBP',
  'AUD',
  'CAD',
  'JPY',
  'BRL',
  'KRW',
  'CNY',
  'MXN',
  'SEK',
  'PLN',
] as const;
export type Currency = (typeof chartCurrencies)[number];

export function isCurrency(text: string): text is Currency {
  return (chartCurrencies as readonly string[]).includes(text);
}

/** Digits after the point that prices in a currency have. */
export function minorDigits(currency: Currency): number {
  return currency === 'JPY' || currency === 'KRW' ? 0 : 2;
}

/**
 * A price in minor units (cents, yen) as millionths of a US dollar at the rate of the day of purchase, as RevenueCat
 * converts ("Display Currency"). Exact: the rates of currencies with cents have a factor of 100.
 */
export function toUsdMicros(minorUnits: number, currency: Currency, purchasedAt: number): number {
  return (minorUnits * microsPerUnit(currency, purchasedAt)) / 10 ** minorDigits(currency);
}

/** Minor units as the plain number webhooks carry. */
export function fromMinorUnits(minorUnits: number, currency: Currency): number {
  return new Decimal(minorUnits).div(10 ** minorDigits(currency)).toNumber();
}

/** `numerator / denominator` as the nearest integer, halves away from zero. Exact for what a book holds. */
export function roundedQuotient(numerator: number, denominator: number): number {
  return Math.sign(numerator) * Math.floor((2 * Math.abs(numerator) + denominator) / (2 * denominator));
}
