import type { BookFacts } from '../book.js';
import type { Origin } from '../event.js';

/** Customers first seen from `from` (included) to `to` ("New Customers chart"). */
export function newCustomersIn({ customers }: BookFacts, from: number, to: number): number {
  return customers.filter(({ at }) => at >= from && at < to).length;
}

/** Trials begun from `from` (included) to `to` ("New Trials chart"). */
export function newTrialsIn({ trials }: BookFacts, from: number, to: number): number {
  return trials.filter(({ start }) => start >= from && start < to).length;
}

/** Paid subscriptions begun from `from` (included) to `to`, by why; plain renewals begin nothing. */
export function newPaidIn(
  { purchases }: BookFacts,
  from: number,
  to: number,
): Record<Exclude<Origin, 'renewal'>, number> {
  const counts = { direct: 0, trial_conversion: 0, resubscription: 0, product_change: 0 };
  for (const { origin, start } of purchases) {
    if (origin !== null && origin !== 'renewal' && start >= from && start < to) counts[origin] += 1;
  }
  return counts;
}
