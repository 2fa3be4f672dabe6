import { count, type SeriesChart, snapshot } from '../chart.js';
import { customerDimensions } from '../facts/dimensions.js';
import { customersActiveIn } from '../tallies/activity.js';

/** Customers seen in each period, each once. */
export const customersActive: SeriesChart = {
  kind: 'series',
  name: 'customers_active',
  displayName: 'Active Customers',
  description: 'Customers seen',
  category: 'customers',
  page: 'active-customers-chart',
  selectors: [],
  filters: customerDimensions,
  segments: customerDimensions,
  measures: () => [count('Active Customers', 'Customers seen', snapshot)],
  point: ({ facts }, { start, until }) => [customersActiveIn(facts, start, until)],
};
