import { count, flow, type SeriesChart } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { trialTallies } from '../tallies/trials.js';

/** Free trials begun and ended in each period; losses are negative. */
export const trialsMovement: SeriesChart = {
  kind: 'series',
  name: 'trials_movement',
  displayName: 'Active Trials Movement',
  description: 'Free trials begun and ended',
  category: 'trials',
  page: 'active-trials-movement-chart',
  selectors: [],
  filters: purchaseDimensions,
  segments: [],
  measures: () => [
    count('New Trials', 'Free trials begun', flow),
    count('Expired Trials', 'Free trials ended, whether or not they converted', flow),
    count('Movement', 'Difference of active trials', flow),
  ],
  point({ facts }, { start, until }) {
    const { begun, ended } = trialTallies(facts);
    const [gained, gone] = [begun.between(start, until), ended.between(start, until)];
    return [gained, gone === 0 ? 0 : -gone, gained - gone];
  },
};
