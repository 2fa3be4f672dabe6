import { count, flow, type SeriesChart } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { newActives } from '../tallies/subscriptions.js';

/** Paid subscriptions begun in each period, by why. */
export const activesNew: SeriesChart = {
  kind: 'series',
  name: 'actives_new',
  displayName: 'New Paid Subscriptions',
  description: 'Paid subscriptions begun',
  category: 'subscriptions',
  page: 'new-paid-subscriptions-chart',
  selectors: [],
  filters: purchaseDimensions,
  segments: purchaseDimensions,
  measures: (_choices, version) => [
    count('Trial Conversions', 'Trials that became paid', flow),
    count('Intro Offers', 'Begun with a paid introductory offer', flow),
    count('Direct', 'Begun without an offer', flow),
    ...(version === 'v3'
      ? [
          count('Resubscriptions', 'Begun by customers who came back', flow),
          count('Product Changes', 'Begun by a change of product', flow),
        ]
      : []),
    count('Total', 'All new paid subscriptions', flow),
  ],
  point({ facts, version }, { start, until }) {
    const parts = newActives(facts, start, until, version);
    return [
      ...[parts.trialConversions, parts.introOffers, parts.direct],
      ...(version === 'v3' ? [parts.resubscriptions, parts.productChanges] : []),
      parts.total,
    ];
  },
};
