import { dimensionNames } from '../../book/dimensions.js';
import { trialsAt } from '../../book/measures/snapshots.js';
import { newTrialsIn } from '../../book/measures/starts.js';
import { type ChartDefinition, count } from '../chart.js';

/** Free trials begun and ended in each period. */
export const trialsMovement: ChartDefinition = {
  name: 'trials_movement',
  displayName: 'Active Trials Movement',
  description: 'Free trials begun and ended',
  category: 'trials',
  selectors: [],
  dimensions: dimensionNames,
  measures: () => [
    count('New Trials', 'Free trials begun', ['average', 'total']),
    count('Ended Trials', 'Free trials converted or expired', ['average', 'total']),
    count('Movement', 'Difference of active trials', ['average', 'total']),
  ],
  point({ facts }, { start, until }) {
    const gained = newTrialsIn(facts, start, until);
    const movement = trialsAt(facts, until) - trialsAt(facts, start);
    return [gained, movement - gained, movement];
  },
};
