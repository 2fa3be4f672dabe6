import type { StoreName } from './catalogue.js';
import type { Customer } from './customers.js';
import { roundedQuotient } from './money.js';

/** RevenueCat's selector `revenue_type`: gross, without tax, or without tax and the store's share. */
export const revenueTypes = ['revenue', 'revenue_net_of_taxes', 'proceeds'] as const;
export type RevenueType = (typeof revenueTypes)[number];

/** One hundred percent, in the unit of taxes and commissions here. */
export const WHOLE = 10_000;

/** The store's share of a price, in hundredths of a percent. */
export const commission: Record<StoreName, number> = {
  app_store: 3000,
  play_store: 1500,
  stripe: 300,
  rc_billing: 300,
};

/** An amount as a revenue type counts it ("Revenue chart"): whole millionths of a US dollar, rounded per transaction. */
export function amountOf(usdMicros: number, { tax, app }: Customer, revenueType: RevenueType): number {
  switch (revenueType) {
    case 'revenue':
      return usdMicros;
    case 'revenue_net_of_taxes':
      return roundedQuotient(usdMicros * (WHOLE - tax), WHOLE);
    case 'proceeds':
      return roundedQuotient(usdMicros * (WHOLE - tax - commission[app.store]), WHOLE);
  }
}
