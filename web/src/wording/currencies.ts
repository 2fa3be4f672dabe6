import type { Currency } from '../api/types.js';

/** Currencies RevenueCat converts its charts to (REST API v2, parameter `currency`). */
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
] as const satisfies readonly Currency[];
