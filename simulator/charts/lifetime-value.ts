import { Decimal } from 'decimal.js';

import { lifetimeValue } from '../book/measures/cohorts.js';
import { fromUsdMicros } from '../book/money.js';
import { DAY } from '../clock.js';
import type { ChartContext, ObservedPeriod } from './chart.js';
import { windowDays } from './selectors.js';

/** Customers, their revenue within the chosen lifetime, and revenue per customer. */
export function lifetimeValuePoint(
  { facts, choices, revenueType, currency }: ChartContext,
  { start, until }: ObservedPeriod,
  by: 'first_seen' | 'first_paid',
): (number | null)[] {
  const days = windowDays(choices.customer_lifetime);
  const { customers, micros } = lifetimeValue(facts, start, until, days, by, revenueType);
  const each =
    customers === 0 ? null : fromUsdMicros(new Decimal(micros).div(customers), currency).toNumber();
  return [customers, fromUsdMicros(micros, currency).toNumber(), each];
}

/** A cohort still grows while any of its members is younger than the lifetime. */
export function lifetimeUnsettled({ choices, asOf }: ChartContext, { end }: ObservedPeriod): boolean {
  return end + (windowDays(choices.customer_lifetime) ?? 0) * DAY > asOf;
}
