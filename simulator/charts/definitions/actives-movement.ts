import { dimensionNames } from '../../book/dimensions.js';
import { activesAt } from '../../book/measures/snapshots.js';
import { newPaidIn } from '../../book/measures/starts.js';
import { type ChartDefinition, count } from '../chart.js';

/** Paid subscriptions gained and lost in each period. */
export const activesMovement: ChartDefinition = {
  name: 'actives_movement',
  displayName: 'Active Subscriptions Movement',
  description: 'Paid subscriptions gained and lost',
  category: 'subscriptions',
  selectors: [],
  dimensions: dimensionNames,
  measures: () => [
    count('New Actives', 'Paid subscriptions begun', ['average', 'total']),
    count('Churned Actives', 'Paid subscriptions ended', ['average', 'total']),
    count('Movement', 'Difference of active subscriptions', ['average', 'total']),
  ],
  point({ facts }, { start, until }) {
    const gained = Object.values(newPaidIn(facts, start, until)).reduce((sum, part) => sum + part, 0);
    const movement = activesAt(facts, until) - activesAt(facts, start);
    return [gained, movement - gained, movement];
  },
};
