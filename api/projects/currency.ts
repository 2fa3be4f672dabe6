import { z } from 'zod';

/** Currencies in which RevenueCat can give its charts (REST v2, parameter `currency`). */
export const CURRENCIES = [
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

export const currency = z
  .enum(CURRENCIES)
  .meta({ description: 'ISO 4217; one of those RevenueCat converts to.' });
