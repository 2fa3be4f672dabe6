import { count, flow, money, type SeriesChart, snapshot } from '../chart.js';
import { customerDimensions, purchaseDimensions } from '../facts/dimensions.js';
import { windowDays, windowSuffix } from '../selectors.js';
import { customersNew, payingTallies } from '../tallies/cohorts.js';
import { lifetimeValues, windowOpen } from '../window.js';

/** What each period's new customers, paying or not, brought within the chosen lifetime. */
export const ltvPerCustomer: SeriesChart = {
  kind: 'series',
  name: 'ltv_per_customer',
  displayName: 'Realized LTV per Customer',
  description: 'Revenue of new customers by their number',
  category: 'customers',
  page: 'realized-ltv-per-customer-chart',
  selectors: ['customer_lifetime', 'revenue_type'],
  filters: ['first_app_id', ...purchaseDimensions],
  segments: customerDimensions,
  measures({ customer_lifetime: lifetime }) {
    const suffix = windowSuffix(lifetime);
    return [
      count('New Customers', 'Customers first seen', flow),
      money(`Realized LTV ${suffix}`, 'Revenue of these customers', flow),
      money(`Realized LTV per Customer ${suffix}`, 'Realized LTV by New Customers', snapshot),
    ];
  },
  point({ facts, terms, version, choices }, { start, until }) {
    const brought = payingTallies(facts, windowDays(choices.customer_lifetime), terms, version).money;
    return lifetimeValues(customersNew(facts).between(start, until), brought.between(start, until));
  },
  unsettled: ({ choices, asOf }, period) => windowOpen(choices.customer_lifetime, period, asOf),
};
