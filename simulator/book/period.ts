import { addMonths, DAY } from '../clock.js';
import type { Customer } from './customers.js';
import type { Period } from './event.js';
import { toUsdMicros } from './money.js';

/** What decides about a period; its length and price follow. */
export type PeriodTerms = Pick<Period, 'product' | 'kind' | 'start' | 'origin' | 'renewalNumber'>;

/** A customer's period; `ordinal` counts their transactions from 0. */
export function makePeriod({ currency }: Customer, terms: PeriodTerms, ordinal: number): Period {
  const { product, kind, start } = terms;
  const minorUnits = kind === 'TRIAL' ? 0 : product.prices[currency];
  return {
    ...terms,
    end: endOf(terms, start),
    minorUnits,
    usdMicros: toUsdMicros(minorUnits, currency),
    ordinal,
  };
}

function endOf({ product, kind }: PeriodTerms, start: number): number | null {
  if (kind === 'TRIAL') return start + (product.trialDays ?? 0) * DAY;
  return product.months === null ? null : addMonths(start, product.months);
}
