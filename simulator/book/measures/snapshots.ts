import { Decimal } from 'decimal.js';

import type { BookFacts } from '../book.js';
import type { Purchase } from '../fold.js';
import { amountOf, type RevenueType } from './revenue.js';

/** Whether a subscription is paid for in the last moment before an instant (milliseconds). */
export function isActive({ start, end }: Pick<Purchase, 'start' | 'end'>, at: number): boolean {
  return end !== null && start < at && end >= at;
}

/** Active paid subscriptions, cancelled ones included until they end ("Active Subscriptions chart"). */
export function activesAt({ purchases }: BookFacts, at: number): number {
  return purchases.filter((purchase) => isActive(purchase, at)).length;
}

/** Free trials under way, cancelled ones included until they end ("Active Trials chart"). */
export function trialsAt({ trials }: BookFacts, at: number): number {
  return trials.filter((trial) => isActive(trial, at)).length;
}

/** Monthly recurring revenue in millionths of a US dollar: each active price divided by its months ("MRR chart"). */
export function mrrAt({ purchases }: BookFacts, at: number, revenueType: RevenueType): Decimal {
  let twelfths = 0;
  for (const purchase of purchases) {
    if (isActive(purchase, at)) twelfths += mrrTwelfths(purchase, revenueType);
  }
  return new Decimal(twelfths).div(12);
}

/** What a subscription adds to MRR, times twelve: an integer, so that sums stay exact. */
export function mrrTwelfths({ usdMicros, customer, period }: Purchase, revenueType: RevenueType): number {
  const { months } = period.product;
  return months === null ? 0 : (amountOf(usdMicros, customer, revenueType) * 12) / months;
}
