import { count, type SeriesChart, snapshot } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { activesAt } from '../tallies/subscriptions.js';

/** Active paid subscriptions at the end of each period. */
export const actives: SeriesChart = {
  kind: 'series',
  name: 'actives',
  displayName: 'Active Subscriptions',
  description: 'Unexpired paid subscriptions',
  category: 'subscriptions',
  page: 'active-subscriptions-chart',
  selectors: [],
  filters: purchaseDimensions,
  segments: purchaseDimensions,
  measures: () => [count('Actives', 'Active paid subscriptions', snapshot)],
  point: ({ facts }, { until }) => [activesAt(facts, until)],
};
