import type { Length } from './lengths.js';
import type { Currency } from './money.js';

/** Currencies customers pay in. */
export type PurchaseCurrency = Extract<Currency, 'USD' | 'EUR' | 'GBP' | 'AUD' | 'CAD' | 'JPY' | 'BRL'>;

/** A price in minor units (cents, yen) of each currency. */
export type Prices = Record<PurchaseCurrency, number>;

/** A paid introductory offer: once for a longer time, or several times at a lower price. Afterwards the normal price. */
export interface IntroOffer {
  kind: 'pay_up_front' | 'pay_as_you_go';
  length: Length;
  /** How many periods of it there are. */
  cycles: number;
  prices: Prices;
}

/** What every app sells one of. */
export interface ProductTemplate {
  slug: string;
  /** Its name in the Play Store. */
  basePlan: string;
  displayName: string;
  /** null for one-time products. */
  length: Length | null;
  trialDays: number | null;
  intro: IntroOffer | null;
  /** Whether a customer may buy it again; only said of one-time products. */
  consumable: boolean;
  /** Units of virtual currency it brings. */
  credits: number | null;
  /** Whether App Store families may share it. */
  shareable: boolean;
  prices: Prices;
}

const plain = { trialDays: null, intro: null, consumable: false, credits: null, shareable: false };

/** The products of every app. Two stores may name theirs alike, as real ones do. */
export const productTemplates: readonly ProductTemplate[] = [
  {
    ...{ ...plain, slug: 'pro.monthly', basePlan: 'pro:monthly', displayName: 'Pro Monthly', length: 'P1M' },
    trialDays: 7,
    prices: { USD: 999, EUR: 999, GBP: 899, AUD: 1499, CAD: 1299, JPY: 1500, BRL: 4990 },
  },
  {
    ...{ ...plain, slug: 'pro.yearly', basePlan: 'pro:yearly', displayName: 'Pro Yearly', length: 'P1Y' },
    trialDays: 14,
    prices: { USD: 5999, EUR: 5999, GBP: 5499, AUD: 8999, CAD: 7999, JPY: 8800, BRL: 29990 },
  },
  {
    ...{
      ...plain,
      slug: 'plus.monthly',
      basePlan: 'plus:monthly',
      displayName: 'Plus Monthly',
      length: 'P1M',
    },
    intro: {
      ...{ kind: 'pay_as_you_go', length: 'P1M', cycles: 3 },
      prices: { USD: 999, EUR: 999, GBP: 899, AUD: 1499, CAD: 1299, JPY: 1500, BRL: 4990 },
    },
    prices: { USD: 1999, EUR: 1999, GBP: 1799, AUD: 2999, CAD: 2599, JPY: 3000, BRL: 9990 },
  },
  {
    ...{ ...plain, slug: 'credits.100', basePlan: 'credits_100', displayName: '100 Credits', length: null },
    ...{ consumable: true, credits: 100 },
    prices: { USD: 499, EUR: 499, GBP: 449, AUD: 799, CAD: 699, JPY: 800, BRL: 2490 },
  },
  {
    ...{
      ...plain,
      slug: 'basic.weekly',
      basePlan: 'basic:weekly',
      displayName: 'Basic Weekly',
      length: 'P1W',
    },
    prices: { USD: 299, EUR: 299, GBP: 249, AUD: 449, CAD: 399, JPY: 450, BRL: 1490 },
  },
  {
    ...{ ...plain, slug: 'plus.yearly', basePlan: 'plus:yearly', displayName: 'Plus Yearly', length: 'P1Y' },
    shareable: true,
    intro: {
      ...{ kind: 'pay_up_front', length: 'P3M', cycles: 1 },
      prices: { USD: 1999, EUR: 1999, GBP: 1799, AUD: 2999, CAD: 2599, JPY: 3000, BRL: 9990 },
    },
    prices: { USD: 11999, EUR: 11999, GBP: 10999, AUD: 17999, CAD: 15999, JPY: 17800, BRL: 59990 },
  },
  {
    ...{ ...plain, slug: 'lifetime', basePlan: 'lifetime', displayName: 'Pro Lifetime', length: null },
    prices: { USD: 14999, EUR: 14999, GBP: 12999, AUD: 22999, CAD: 19999, JPY: 22000, BRL: 74990 },
  },
];
