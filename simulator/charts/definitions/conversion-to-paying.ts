import { count, flow, percent, type SeriesChart } from '../chart.js';
import { customerDimensions, purchaseDimensions } from '../facts/dimensions.js';
import { windowDays, windowSuffix } from '../selectors.js';
import { percentOf } from '../tallies/amounts.js';
import { customersNew, payingTallies } from '../tallies/cohorts.js';
import { windowOpen } from '../window.js';

/** How many of the customers first seen in each period paid within the chosen time. */
export const conversionToPaying: SeriesChart = {
  kind: 'series',
  name: 'conversion_to_paying',
  displayName: 'Conversion to Paying',
  description: 'Share of new customers who paid',
  category: 'customers',
  page: 'conversion-to-paying-chart',
  selectors: ['conversion_timeframe'],
  filters: ['first_app_id', ...purchaseDimensions],
  segments: customerDimensions,
  measures({ conversion_timeframe: timeframe }) {
    const suffix = windowSuffix(timeframe);
    return [
      count('New Customers', 'Customers first seen', flow),
      count(`Paying Customers ${suffix}`, 'New customers who paid', flow),
      percent(`Conversion Rate ${suffix}`, 'Paying Customers by New Customers'),
    ];
  },
  point({ facts, terms, version, choices }, { start, until }) {
    const days = windowDays(choices.conversion_timeframe);
    const customers = customersNew(facts).between(start, until);
    const paying = payingTallies(facts, days, terms, version).paying.between(start, until);
    return [customers, paying, percentOf(paying, customers)];
  },
  unsettled: ({ choices, asOf }, period) => windowOpen(choices.conversion_timeframe, period, asOf),
};
