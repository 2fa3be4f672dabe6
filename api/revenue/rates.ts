import { type Amount, Exact, quotient, sum } from './amounts.js';
import type { Unit } from './metrics.js';
import type { MetricPoint, Parts } from './points.js';

export interface Combined {
  readonly value: Amount | null;
  readonly parts: Parts | null;
}

/**
 * One rate of several accounts: the sum of the numerators over the sum of the denominators, which weighs each account by
 * its size. One account keeps RevenueCat's own value, also beside others with 0 of 0, which add nothing. Without parts of
 * every account there is no honest answer: null.
 *
 * @param points of one period, one per account; at least one.
 */
export function combineRates(points: readonly MetricPoint[], unit: Unit): Combined {
  const counting = points.filter((point) => !isZeroOfZero(point));
  const weighed = counting.length === 0 ? points : counting;
  const parts = sumOfFractions(weighed);
  const [only] = weighed;
  if (weighed.length === 1 && only !== undefined) return { value: only.value, parts };
  if (parts === null) return { value: null, parts };
  const scale = new Exact(unit === 'percent' ? 100 : 1);
  return { value: quotient(parts.numerator.times(scale), parts.denominator, unit), parts };
}

function isZeroOfZero({ parts }: MetricPoint): boolean {
  return parts?.['numerator']?.isZero() === true && parts['denominator']?.isZero() === true;
}

function sumOfFractions(
  points: readonly MetricPoint[],
): { readonly numerator: Amount; readonly denominator: Amount } | null {
  const fractions = points.flatMap(({ parts }) => {
    const { numerator, denominator } = parts ?? {};
    return numerator === undefined || denominator === undefined ? [] : [{ numerator, denominator }];
  });
  if (fractions.length < points.length) return null;
  return {
    numerator: sum(fractions.map(({ numerator }) => numerator)),
    denominator: sum(fractions.map(({ denominator }) => denominator)),
  };
}
