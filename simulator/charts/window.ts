import { roundedQuotient } from '../book/money.js';
import { DAY } from '../clock.js';
import type { ObservedPeriod } from './chart.js';
import { windowDays } from './selectors.js';
import { fromMicros } from './tallies/amounts.js';

/**
 * Whether a cohort still grows: while any of its members is younger than the chosen time ("Incomplete Periods"). Without
 * an end to that time, nothing but the running period is marked.
 */
export function windowOpen(option: string | undefined, { end }: ObservedPeriod, asOf: number): boolean {
  return end + (windowDays(option) ?? 0) * DAY > asOf;
}

/** Customers, what they brought, and that by their number; money from millionths. */
export function lifetimeValues(customers: number, micros: number): (number | null)[] {
  const each = customers === 0 ? null : fromMicros(roundedQuotient(micros, customers));
  return [customers, fromMicros(micros), each];
}
