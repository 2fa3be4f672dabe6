import type { BookFacts } from '../book.js';
import { activesAt } from './snapshots.js';

/**
 * Churn from `from` (included) to `to`: paid subscriptions at the start, and how many of them the period cost. Those who
 * come back are subtracted, so the number can be negative ("Churn chart").
 */
export function churnIn(facts: BookFacts, from: number, to: number): { actives: number; churned: number } {
  let churned = 0;
  for (const { expiredAt, origin, start } of facts.purchases) {
    if (expiredAt !== null && expiredAt >= from && expiredAt < to) churned += 1;
    if (origin === 'resubscription' && start >= from && start < to) churned -= 1;
  }
  return { actives: activesAt(facts, from), churned };
}
