import { dimensionNames } from '../../book/dimensions.js';
import { churnIn } from '../../book/measures/churn.js';
import { percentOf } from '../../book/measures/percent.js';
import { type ChartDefinition, count, percent } from '../chart.js';

/** Paid subscriptions lost in each period, less those won back, against those there at its start. */
export const churn: ChartDefinition = {
  name: 'churn',
  displayName: 'Subscription Churn',
  description: 'Share of paid subscriptions lost',
  category: 'subscriptions',
  selectors: [],
  dimensions: dimensionNames,
  measures: () => [
    count('Actives', 'Active paid subscriptions at the start', ['average']),
    count('Churned Actives', 'Subscriptions lost', ['average', 'total']),
    percent('Churn Rate', 'Churned Actives by Actives'),
  ],
  point({ facts }, { start, until }) {
    const { actives, churned } = churnIn(facts, start, until);
    return [actives, churned, percentOf(churned, actives)];
  },
};
