import { money, type SeriesChart, snapshot } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { fromMicros } from '../tallies/amounts.js';
import { mrrTwelfthsAt } from '../tallies/money.js';

/** Annual recurring revenue at the end of each period: twelve times MRR, RevenueCat's own definition. */
export const arr: SeriesChart = {
  kind: 'series',
  name: 'arr',
  displayName: 'ARR',
  description: 'Annual Recurring Revenue',
  category: 'revenue',
  page: 'annual-recurring-revenue-arr-chart',
  selectors: ['revenue_type'],
  filters: purchaseDimensions,
  segments: purchaseDimensions,
  measures: () => [{ ...money('ARR', 'Annual Recurring Revenue', snapshot), decimalPrecision: 0 }],
  point: ({ facts, terms }, { until }) => [fromMicros(mrrTwelfthsAt(facts, until, terms))],
};
