import { count, flow, percent, type SeriesChart, snapshot } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { percentOf } from '../tallies/amounts.js';
import { activesAt, churnedActives } from '../tallies/subscriptions.js';

/** Paid subscriptions lost in each period, less those that came back, against those there at its start. */
export const churn: SeriesChart = {
  kind: 'series',
  name: 'churn',
  displayName: 'Subscription Churn',
  description: 'Share of paid subscriptions lost',
  category: 'subscriptions',
  page: 'churn-chart',
  selectors: [],
  filters: purchaseDimensions,
  segments: purchaseDimensions,
  measures: () => [
    count('Actives', 'Active paid subscriptions at the start', snapshot),
    count('Churned Actives', 'Subscriptions lost', flow),
    percent('Churn Rate', 'Churned Actives by Actives'),
  ],
  point({ facts, version }, { start, until }) {
    const actives = activesAt(facts, start);
    const churned = churnedActives(facts, start, until, version);
    return [actives, churned, percentOf(churned, actives)];
  },
};
