import { count, flow, percent, type SeriesChart } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { percentOf } from '../tallies/amounts.js';
import { refundTallies } from '../tallies/cohorts.js';

/** How many of each period's transactions were refunded since: past values move. */
export const refundRate: SeriesChart = {
  kind: 'series',
  name: 'refund_rate',
  displayName: 'Refund Rate',
  description: 'Share of transactions refunded',
  category: 'revenue',
  page: 'refund-rate-chart',
  selectors: [],
  filters: purchaseDimensions,
  segments: purchaseDimensions,
  measures: () => [
    count('Transactions', 'Paid transactions', flow),
    count('Refunded Transactions', 'Transactions refunded', flow),
    percent('Refund Rate', 'Refunded Transactions by Transactions'),
  ],
  point({ facts }, { start, until }) {
    const tallies = refundTallies(facts);
    const transactions = tallies.transactions.between(start, until);
    const refunded = tallies.refunded.between(start, until);
    return [transactions, refunded, percentOf(refunded, transactions)];
  },
};
