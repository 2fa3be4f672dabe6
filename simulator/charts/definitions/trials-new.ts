import { dimensionNames } from '../../book/dimensions.js';
import { newTrialsIn } from '../../book/measures/starts.js';
import { type ChartDefinition, count } from '../chart.js';

/** Free trials begun in each period. */
export const trialsNew: ChartDefinition = {
  name: 'trials_new',
  displayName: 'New Trials',
  description: 'Free trials begun',
  category: 'trials',
  selectors: [],
  dimensions: dimensionNames,
  measures: () => [count('New Trials', 'Free trials begun', ['average', 'total'])],
  point: ({ facts }, { start, until }) => [newTrialsIn(facts, start, until)],
};
