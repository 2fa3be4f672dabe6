import { payingOutcomes } from '../../book/measures/cohorts.js';
import { percentOf } from '../../book/measures/percent.js';
import { DAY } from '../../clock.js';
import { type ChartDefinition, count, percent } from '../chart.js';
import { windowDays, windowSuffix } from '../selectors.js';

/** How many of the customers first seen in each period paid within the chosen time. */
export const conversionToPaying: ChartDefinition = {
  name: 'conversion_to_paying',
  displayName: 'Conversion to Paying',
  description: 'Share of new customers who paid',
  category: 'customers',
  selectors: ['conversion_timeframe'],
  dimensions: ['app_id', 'country'],
  measures({ conversion_timeframe: timeframe }) {
    const suffix = windowSuffix(timeframe);
    return [
      count('New Customers', 'Customers first seen', ['average', 'total']),
      count(`Paying Customers ${suffix}`, 'New customers who paid', ['average', 'total']),
      percent(`Conversion Rate ${suffix}`, 'Paying Customers by New Customers'),
    ];
  },
  point({ facts, choices }, { start, until }) {
    const days = windowDays(choices.conversion_timeframe);
    const { customers, paying } = payingOutcomes(facts, start, until, days);
    return [customers, paying, percentOf(paying, customers)];
  },
  unsettled: ({ choices, asOf }, { end }) =>
    end + (windowDays(choices.conversion_timeframe) ?? 0) * DAY > asOf,
};
