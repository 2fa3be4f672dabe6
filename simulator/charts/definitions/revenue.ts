import { count, flow, money, type SeriesChart } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { fromMicros } from '../tallies/amounts.js';
import { revenueTallies } from '../tallies/money.js';

/** Revenue of each period, less refunds. Its first measure is named after what it counts. */
export const revenue: SeriesChart = {
  kind: 'series',
  name: 'revenue',
  displayName: 'Revenue',
  description: 'Revenue net of refunds',
  category: 'revenue',
  page: 'revenue-chart',
  selectors: ['revenue_type'],
  filters: purchaseDimensions,
  segments: purchaseDimensions,
  measures: ({ revenue_type }) => [
    money(revenue_type === 'proceeds' ? 'Proceeds' : 'Revenue', 'Money in less refunds', flow),
    count('Transactions', 'Paid transactions', flow),
  ],
  point({ facts, terms, version }, { start, until }) {
    const { money: amounts, transactions } = revenueTallies(facts, terms, version);
    return [fromMicros(amounts.between(start, until)), transactions.between(start, until)];
  },
};
