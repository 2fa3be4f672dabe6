import type { Fraction, Ledger, MonthlyMetric } from './ledger/ledger.js';
import { type Day, monthsThrough, plusMonths } from './periods.js';

/**
 * A rate of a month as it has to be stored: a month with nothing to divide by has its parts. Nothing but zeros after a month
 * that is not over is nothing yet: RevenueCat may not have come so far.
 *
 * @param from the first day that was asked for.
 * @returns null where nothing is stored.
 */
export function keptMonth(ledger: Ledger, metric: MonthlyMetric, month: Day, from: Day): Fraction | null {
  const fraction = ledger.month(metric, month);
  const { numerator, denominator, complete } = fraction;
  if (complete || numerator !== '0' || denominator !== '0') return fraction;
  const before = monthsThrough(from, plusMonths(month, -1));
  return before.every((earlier) => ledger.month(metric, earlier).complete) ? fraction : null;
}
