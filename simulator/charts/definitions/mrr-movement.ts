import { flow, money, type SeriesChart } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { fromTwelfths, mrrTallies } from '../tallies/money.js';

/** Why MRR changed in each period; losses are negative, the last measure is the change itself. */
export const mrrMovement: SeriesChart = {
  kind: 'series',
  name: 'mrr_movement',
  displayName: 'MRR Movement',
  description: 'What MRR gained and lost',
  category: 'revenue',
  page: 'monthly-recurring-revenue-movement-chart',
  selectors: ['revenue_type'],
  filters: purchaseDimensions,
  segments: [],
  measures: () => [
    money('New MRR', 'From new paid subscriptions', flow),
    money('Resubscription MRR', 'From customers who came back', flow),
    money('Expansion MRR', 'From changes and renewals at a higher price', flow),
    money('Churned MRR', 'Lost with expired subscriptions, less what was recovered', flow),
    money('Contraction MRR', 'Lost with changes and renewals at a lower price', flow),
    money('Movement', 'Sum of all', flow),
  ],
  point({ facts, terms }, { start, until }) {
    const movement = mrrTallies(facts, terms);
    const { new: fresh, resubscription, expansion, churned, contraction } = movement;
    const parts = [fresh, resubscription, expansion, churned, contraction].map((tally) =>
      tally.between(start, until),
    );
    return [...parts, parts.reduce((sum, part) => sum + part, 0)].map(fromTwelfths);
  },
};
