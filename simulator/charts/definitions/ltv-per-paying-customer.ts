import { count, flow, money, type SeriesChart, snapshot } from '../chart.js';
import { customerDimensions, purchaseDimensions } from '../facts/dimensions.js';
import { windowDays, windowSuffix } from '../selectors.js';
import { payingTallies } from '../tallies/cohorts.js';
import { lifetimeValues, windowOpen } from '../window.js';

/** What each period's new customers brought within the chosen lifetime, by those of them who paid within it. */
export const ltvPerPayingCustomer: SeriesChart = {
  kind: 'series',
  name: 'ltv_per_paying_customer',
  displayName: 'Realized LTV per Paying Customer',
  description: 'Revenue of new paying customers by their number',
  category: 'customers',
  page: 'realized-ltv-per-paying-customer-chart',
  selectors: ['customer_lifetime', 'revenue_type'],
  filters: ['first_app_id', ...purchaseDimensions],
  segments: customerDimensions,
  measures({ customer_lifetime: lifetime }) {
    const suffix = windowSuffix(lifetime);
    return [
      count(`New Paying Customers ${suffix}`, 'Customers first seen who paid', flow),
      money(`Realized LTV ${suffix}`, 'Revenue of these customers', flow),
      money(`Realized LTV per Paying Customer ${suffix}`, 'Realized LTV by New Paying Customers', snapshot),
    ];
  },
  point({ facts, terms, version, choices }, { start, until }) {
    const days = windowDays(choices.customer_lifetime);
    const { paying, money: brought } = payingTallies(facts, days, terms, version);
    return lifetimeValues(paying.between(start, until), brought.between(start, until));
  },
  unsettled: ({ choices, asOf }, period) => windowOpen(choices.customer_lifetime, period, asOf),
};
