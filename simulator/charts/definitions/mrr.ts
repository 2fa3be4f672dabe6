import { dimensionNames } from '../../book/dimensions.js';
import { mrrAt } from '../../book/measures/snapshots.js';
import { fromUsdMicros } from '../../book/money.js';
import { type ChartDefinition, money } from '../chart.js';

/** Monthly recurring revenue at the end of each period. */
export const mrr: ChartDefinition = {
  name: 'mrr',
  displayName: 'MRR',
  description: 'Monthly Recurring Revenue',
  category: 'revenue',
  selectors: ['revenue_type'],
  dimensions: dimensionNames,
  measures: () => [money('MRR', 'Monthly Recurring Revenue', ['average'])],
  point: ({ facts, revenueType, currency }, { until }) => [
    fromUsdMicros(mrrAt(facts, until, revenueType), currency).toNumber(),
  ],
};
