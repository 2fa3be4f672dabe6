import { newCustomersIn } from '../../book/measures/starts.js';
import { type ChartDefinition, count } from '../chart.js';

/** Customers first seen in each period. */
export const customersNew: ChartDefinition = {
  name: 'customers_new',
  displayName: 'New Customers',
  description: 'Customers first seen',
  category: 'customers',
  selectors: [],
  dimensions: ['app_id', 'country'],
  measures: () => [count('New Customers', 'Customers first seen', ['average', 'total'])],
  point: ({ facts }, { start, until }) => [newCustomersIn(facts, start, until)],
};
