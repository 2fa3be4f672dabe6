import { DAY } from '../clock.js';
import type { Customer } from './customers.js';
import type { Period } from './event.js';
import { endOfLength, type Length } from './lengths.js';
import { toUsdMicros } from './money.js';

/** What decides about a period; its length and price follow. */
export type PeriodTerms = Pick<
  Period,
  'product' | 'kind' | 'start' | 'origin' | 'renewalNumber' | 'familyShare' | 'introCycle'
>;

/**
 * A customer's period.
 *
 * @param ordinal counts their transactions from 0
 * @param originalOrdinal of the subscription's first transaction; null begins one
 */
export function makePeriod(
  customer: Customer,
  terms: PeriodTerms,
  ordinal: number,
  originalOrdinal: number | null,
): Period {
  const { product, kind, start, origin, renewalNumber, familyShare, introCycle } = terms;
  const trial = kind === 'TRIAL';
  const minorUnits = trial || familyShare ? 0 : pricesOf(terms)[customer.currency];
  const length = trial ? null : lengthOf(terms);
  return {
    product,
    kind,
    start,
    end: trial ? start + (product.trialDays ?? 0) * DAY : length && endOfLength(start, length),
    length,
    origin,
    familyShare,
    introCycle,
    minorUnits,
    usdMicros: toUsdMicros(minorUnits, customer.currency, start),
    ordinal,
    originalOrdinal: originalOrdinal ?? ordinal,
    renewalNumber,
  };
}

function lengthOf({ product, kind }: PeriodTerms): Length | null {
  return kind === 'INTRO' && product.intro ? product.intro.length : product.length;
}

function pricesOf({ product, kind }: PeriodTerms) {
  return kind === 'INTRO' && product.intro ? product.intro.prices : product.prices;
}
