import { dimensionNames } from '../../book/dimensions.js';
import { activesAt } from '../../book/measures/snapshots.js';
import { type ChartDefinition, count } from '../chart.js';

/** Active paid subscriptions at the end of each period. */
export const actives: ChartDefinition = {
  name: 'actives',
  displayName: 'Active Subscriptions',
  description: 'Unexpired paid subscriptions',
  category: 'subscriptions',
  selectors: [],
  dimensions: dimensionNames,
  measures: () => [count('Actives', 'Active paid subscriptions', ['average'])],
  point: ({ facts }, { until }) => [activesAt(facts, until)],
};
