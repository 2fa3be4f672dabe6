import { count, flow, type SeriesChart } from '../chart.js';
import { customerDimensions } from '../facts/dimensions.js';
import { customersNew as newByDay } from '../tallies/cohorts.js';

/** Customers first seen in each period. */
export const customersNew: SeriesChart = {
  kind: 'series',
  name: 'customers_new',
  displayName: 'New Customers',
  description: 'Customers first seen',
  category: 'customers',
  page: 'new-customers-chart',
  selectors: [],
  filters: customerDimensions,
  segments: customerDimensions,
  measures: () => [count('New Customers', 'Customers first seen', flow)],
  point: ({ facts }, { start, until }) => [newByDay(facts).between(start, until)],
};
