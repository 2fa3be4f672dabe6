import type { Amount } from './amounts.js';
import type { MetricPoint } from './points.js';

/** One account's point as a part of a union. */
export interface Contribution {
  readonly accountId: string;
  readonly point: MetricPoint;
}

/** What a value was before RevenueCat changed it, and until when (ISO 8601) we showed that. */
export interface RestatedFrom {
  readonly value: Amount;
  readonly until: string;
}

/**
 * What a sum was before its last change: only what changed at that moment is taken back. Earlier changes, of other
 * accounts or other days, had been in the sum already.
 */
export function restatedSum(value: Amount, contributions: readonly Contribution[]): RestatedFrom | null {
  const restated = contributions.flatMap(({ point }) =>
    point.restated === null || point.value === null ? [] : [{ now: point.value, before: point.restated }],
  );
  const until = restated.reduce((last, { before }) => (before.until > last ? before.until : last), '');
  if (until === '') return null;
  return restated
    .filter(({ before }) => before.until === until)
    .reduce((sofar, { now, before }) => ({ ...sofar, value: sofar.value.minus(now).plus(before.value) }), {
      value,
      until,
    });
}
