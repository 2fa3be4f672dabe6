import { Decimal } from 'decimal.js';

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

/**
 * What one unit of a currency is worth, in millionths of a US dollar. Fixed for ever, so that the book's answers can be
 * checked to the last digit; real rates move.
 */
export const microsPerUnit: Record<Currency, number> = {
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

/** Digits after the point that prices in a currency have. */
export function minorDigits(currency: Currency): number {
  return currency === 'JPY' || currency === 'KRW' ? 0 : 2;
}

/** A price in minor units (cents, yen) as millionths of a US dollar: exact, as every rate has a factor of 100. */
export function toUsdMicros(minorUnits: number, currency: Currency): number {
  return (minorUnits * microsPerUnit[currency]) / 10 ** minorDigits(currency);
}

/** Minor units as the plain number webhooks carry. */
export function fromMinorUnits(minorUnits: number, currency: Currency): number {
  return new Decimal(minorUnits).div(10 ** minorDigits(currency)).toNumber();
}

/** Millionths of a US dollar as an amount of a currency, rounded half up to six digits. */
export function fromUsdMicros(micros: Decimal.Value, currency: Currency): Decimal {
  return new Decimal(micros).div(microsPerUnit[currency]).toDecimalPlaces(6, Decimal.ROUND_HALF_UP);
}
