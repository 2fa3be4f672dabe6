import { dimensionNames } from '../../book/dimensions.js';
import { trialsAt } from '../../book/measures/snapshots.js';
import { type ChartDefinition, count } from '../chart.js';

/** Free trials under way at the end of each period. */
export const trials: ChartDefinition = {
  name: 'trials',
  displayName: 'Active Trials',
  description: 'Unexpired free trials',
  category: 'trials',
  selectors: [],
  dimensions: dimensionNames,
  measures: () => [count('Active Trials', 'Active free trials', ['average'])],
  point: ({ facts }, { until }) => [trialsAt(facts, until)],
};
