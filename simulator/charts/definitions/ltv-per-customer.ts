import { type ChartDefinition, count, money } from '../chart.js';
import { lifetimeUnsettled, lifetimeValuePoint } from '../lifetime-value.js';
import { windowSuffix } from '../selectors.js';

/** What each period's new customers, paying or not, brought within the chosen lifetime. */
export const ltvPerCustomer: ChartDefinition = {
  name: 'ltv_per_customer',
  displayName: 'Realized LTV per Customer',
  description: 'Revenue of new customers by their number',
  category: 'customers',
  selectors: ['customer_lifetime', 'revenue_type'],
  dimensions: ['app_id', 'country'],
  measures({ customer_lifetime: lifetime }) {
    const suffix = windowSuffix(lifetime);
    return [
      count('New Customers', 'Customers first seen', ['average', 'total']),
      money(`Realized LTV ${suffix}`, 'Revenue of these customers', ['average', 'total']),
      money(`Realized LTV per Customer ${suffix}`, 'Realized LTV by New Customers', ['average']),
    ];
  },
  point: (context, period) => lifetimeValuePoint(context, period, 'first_seen'),
  unsettled: lifetimeUnsettled,
};
