import { count, flow, type SeriesChart } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { churnedActives, newActives } from '../tallies/subscriptions.js';

/** Paid subscriptions gained and lost in each period; losses are negative. */
export const activesMovement: SeriesChart = {
  kind: 'series',
  name: 'actives_movement',
  displayName: 'Active Subscriptions Movement',
  description: 'Paid subscriptions gained and lost',
  category: 'subscriptions',
  page: 'active-subscriptions-movement-chart',
  selectors: [],
  filters: purchaseDimensions,
  segments: [],
  measures: (_choices, version) => [
    count('New Actives', 'Paid subscriptions begun', flow),
    ...(version === 'v3' ? [count('Resubscription Actives', 'Begun by customers who came back', flow)] : []),
    count('Churned Actives', 'Paid subscriptions ended, less those recovered', flow),
    count('Movement', 'Difference of active subscriptions', flow),
  ],
  point({ facts, version }, { start, until }) {
    const { resubscriptions, total } = newActives(facts, start, until, version);
    const churned = churnedActives(facts, start, until, version);
    const lost = churned === 0 ? 0 : -churned;
    return [total - resubscriptions, ...(version === 'v3' ? [resubscriptions] : []), lost, total - churned];
  },
};
