import { count, type SeriesChart, snapshot } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { trialsAt } from '../tallies/trials.js';

/** Free trials under way at the end of each period. */
export const trials: SeriesChart = {
  kind: 'series',
  name: 'trials',
  displayName: 'Active Trials',
  description: 'Unexpired free trials',
  category: 'trials',
  page: 'active-trials-chart',
  selectors: [],
  filters: purchaseDimensions,
  segments: purchaseDimensions,
  measures: () => [count('Active Trials', 'Active free trials', snapshot)],
  point: ({ facts }, { until }) => [trialsAt(facts, until)],
};
