import { dimensionNames } from '../../book/dimensions.js';
import { revenueIn, transactionsIn } from '../../book/measures/revenue.js';
import { fromUsdMicros } from '../../book/money.js';
import { type ChartDefinition, count, money } from '../chart.js';

/** Revenue of each period, refunds subtracted on their own day. Its first measure is named after what it counts. */
export const revenue: ChartDefinition = {
  name: 'revenue',
  displayName: 'Revenue',
  description: 'Revenue net of refunds',
  category: 'revenue',
  selectors: ['revenue_type'],
  dimensions: dimensionNames,
  measures: ({ revenue_type }) => [
    money(revenue_type === 'proceeds' ? 'Proceeds' : 'Revenue', 'Money in less refunds', [
      'average',
      'total',
    ]),
    count('Transactions', 'Paid transactions', ['average', 'total']),
  ],
  point: ({ facts, revenueType, currency }, { start, until }) => [
    fromUsdMicros(revenueIn(facts, start, until, revenueType), currency).toNumber(),
    transactionsIn(facts, start, until),
  ],
};
