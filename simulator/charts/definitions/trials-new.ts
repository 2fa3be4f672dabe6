import { count, flow, type SeriesChart } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { trialTallies } from '../tallies/trials.js';

/** Free trials begun in each period. */
export const trialsNew: SeriesChart = {
  kind: 'series',
  name: 'trials_new',
  displayName: 'New Trials',
  description: 'Free trials begun',
  category: 'trials',
  page: 'new-trials-chart',
  selectors: [],
  filters: purchaseDimensions,
  segments: purchaseDimensions,
  measures: () => [count('New Trials', 'Free trials begun', flow)],
  point: ({ facts }, { start, until }) => [trialTallies(facts).begun.between(start, until)],
};
