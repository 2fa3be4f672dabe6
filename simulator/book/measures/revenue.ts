import type { BookFacts } from '../book.js';
import type { StoreName } from '../catalogue.js';
import type { Customer } from '../customers.js';
import { type BookEvent, usdMicrosOf } from '../event.js';

/** RevenueCat's selector `revenue_type`: gross, without tax, or without tax and the store's share. */
export const revenueTypes = ['revenue', 'revenue_net_of_taxes', 'proceeds'] as const;
export type RevenueType = (typeof revenueTypes)[number];

/** The store's share of a price, as a fraction. */
export const commission: Record<StoreName, number> = {
  app_store: 0.3,
  play_store: 0.15,
  stripe: 0.03,
  rc_billing: 0.03,
};

/** An amount as a revenue type counts it; whole millionths of a US dollar, rounded per transaction. */
export function amountOf(usdMicros: number, { tax, app }: Customer, revenueType: RevenueType): number {
  switch (revenueType) {
    case 'revenue':
      return usdMicros;
    case 'revenue_net_of_taxes':
      return Math.round(usdMicros * (1 - tax));
    case 'proceeds':
      return Math.round(usdMicros * (1 - tax - commission[app.store]));
  }
}

/** Money that an event moved, as a revenue type counts it; refunds are negative. */
export function moneyOf(event: BookEvent, revenueType: RevenueType): number {
  return Math.sign(event.moneySign) * amountOf(Math.abs(usdMicrosOf(event)), event.customer, revenueType);
}

/** Revenue from `from` (included) to `to`, refunds subtracted when they happen ("Revenue chart"). */
export function revenueIn({ money }: BookFacts, from: number, to: number, revenueType: RevenueType): number {
  let sum = 0;
  for (const event of money) {
    if (event.at >= from && event.at < to) sum += moneyOf(event, revenueType);
  }
  return sum;
}

/** How often somebody paid from `from` (included) to `to`. */
export function transactionsIn({ money }: BookFacts, from: number, to: number): number {
  return money.filter(({ at, moneySign }) => moneySign > 0 && at >= from && at < to).length;
}
