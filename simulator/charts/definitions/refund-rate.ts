import { dimensionNames } from '../../book/dimensions.js';
import { refundOutcomes } from '../../book/measures/cohorts.js';
import { percentOf } from '../../book/measures/percent.js';
import { type ChartDefinition, count, percent } from '../chart.js';

/** How many of each period's transactions were refunded since: past values move. */
export const refundRate: ChartDefinition = {
  name: 'refund_rate',
  displayName: 'Refund Rate',
  description: 'Share of transactions refunded',
  category: 'revenue',
  selectors: [],
  dimensions: dimensionNames,
  measures: () => [
    count('Transactions', 'Paid transactions', ['average', 'total']),
    count('Refunded Transactions', 'Transactions refunded', ['average', 'total']),
    percent('Refund Rate', 'Refunded Transactions by Transactions'),
  ],
  point({ facts }, { start, until }) {
    const { transactions, refunded } = refundOutcomes(facts, start, until);
    return [transactions, refunded, percentOf(refunded, transactions)];
  },
};
