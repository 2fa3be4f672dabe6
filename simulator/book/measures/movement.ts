import { Decimal } from 'decimal.js';

import type { BookFacts } from '../book.js';
import type { RevenueType } from './revenue.js';
import { mrrTwelfths } from './snapshots.js';

/** What changed MRR, in millionths of a US dollar; losses are negative. */
export interface MrrMovement {
  new: Decimal;
  resubscription: Decimal;
  expansion: Decimal;
  churned: Decimal;
  contraction: Decimal;
}

/** Why MRR differs between `from` and `to`: the parts sum up to the difference ("MRR Movement chart"). */
export function mrrMovementIn(
  { purchases }: BookFacts,
  from: number,
  to: number,
  revenueType: RevenueType,
): MrrMovement {
  const twelfths = { new: 0, resubscription: 0, expansion: 0, churned: 0, contraction: 0 };
  for (const purchase of purchases) {
    const { start, origin, expiredAt, previous } = purchase;
    const amount = mrrTwelfths(purchase, revenueType);
    if (start >= from && start < to) {
      if (origin === 'direct' || origin === 'trial_conversion') twelfths.new += amount;
      if (origin === 'resubscription') twelfths.resubscription += amount;
      if (origin === 'product_change') {
        const change = amount - (previous ? mrrTwelfths(previous, revenueType) : 0);
        twelfths[change < 0 ? 'contraction' : 'expansion'] += change;
      }
    }
    if (expiredAt !== null && expiredAt >= from && expiredAt < to) twelfths.churned -= amount;
  }
  const parts = Object.entries(twelfths).map(([part, sum]) => [part, new Decimal(sum).div(12)]);
  return Object.fromEntries(parts) as MrrMovement;
}
