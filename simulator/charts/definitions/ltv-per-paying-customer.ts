import { type ChartDefinition, count, money } from '../chart.js';
import { lifetimeUnsettled, lifetimeValuePoint } from '../lifetime-value.js';
import { windowSuffix } from '../selectors.js';

/** What each period's first-time payers brought within the chosen lifetime. */
export const ltvPerPayingCustomer: ChartDefinition = {
  name: 'ltv_per_paying_customer',
  displayName: 'Realized LTV per Paying Customer',
  description: 'Revenue of new paying customers by their number',
  category: 'customers',
  selectors: ['customer_lifetime', 'revenue_type'],
  dimensions: ['app_id', 'country'],
  measures({ customer_lifetime: lifetime }) {
    const suffix = windowSuffix(lifetime);
    return [
      count('New Paying Customers', 'Customers who paid for the first time', ['average', 'total']),
      money(`Realized LTV ${suffix}`, 'Revenue of these customers', ['average', 'total']),
      money(`Realized LTV per Paying Customer ${suffix}`, 'Realized LTV by New Paying Customers', [
        'average',
      ]),
    ];
  },
  point: (context, period) => lifetimeValuePoint(context, period, 'first_paid'),
  unsettled: lifetimeUnsettled,
};
