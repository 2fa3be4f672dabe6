import { money, type SeriesChart, snapshot } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { fromTwelfths, mrrTwelfthsAt } from '../tallies/money.js';

/** Monthly recurring revenue at the end of each period. */
export const mrr: SeriesChart = {
  kind: 'series',
  name: 'mrr',
  displayName: 'MRR',
  description: 'Monthly Recurring Revenue',
  category: 'revenue',
  page: 'monthly-recurring-revenue-mrr-chart',
  selectors: ['revenue_type'],
  filters: purchaseDimensions,
  segments: purchaseDimensions,
  // RevenueCat draws it without cents, and answers it with them.
  measures: () => [{ ...money('MRR', 'Monthly Recurring Revenue', snapshot), decimalPrecision: 0 }],
  point: ({ facts, terms }, { until }) => [fromTwelfths(mrrTwelfthsAt(facts, until, terms))],
};
