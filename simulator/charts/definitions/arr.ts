import { dimensionNames } from '../../book/dimensions.js';
import { mrrAt } from '../../book/measures/snapshots.js';
import { fromUsdMicros } from '../../book/money.js';
import { type ChartDefinition, money } from '../chart.js';

/** Annual recurring revenue: twelve times MRR, RevenueCat's own definition. */
export const arr: ChartDefinition = {
  name: 'arr',
  displayName: 'ARR',
  description: 'Annual Recurring Revenue',
  category: 'revenue',
  selectors: ['revenue_type'],
  dimensions: dimensionNames,
  measures: () => [money('ARR', 'Annual Recurring Revenue', ['average'])],
  point: ({ facts, revenueType, currency }, { until }) => [
    fromUsdMicros(mrrAt(facts, until, revenueType).times(12), currency).toNumber(),
  ],
};
