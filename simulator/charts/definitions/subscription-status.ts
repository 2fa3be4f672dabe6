import { count, money, snapshot, type StatusChart } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import type { Facts, RenewalStatus } from '../facts/facts.js';
import { fromMicros, paidMicros } from '../tallies/amounts.js';
import { fromTwelfths, mrrTwelfthsAt } from '../tallies/money.js';

const states: [RenewalStatus, string][] = [
  ['set_to_renew', 'Set to renew'],
  ['set_to_cancel', 'Set to cancel'],
  ['billing_issue', 'Billing issue'],
];

/** What is active now, by what will become of it at the end of its period. */
export const subscriptionStatus: StatusChart = {
  kind: 'status',
  name: 'subscription_status',
  displayName: 'Subscription Status',
  description: 'Active subscriptions by whether they will renew',
  category: 'subscriptions',
  page: 'subscription-status-chart',
  selectors: ['revenue_type'],
  filters: purchaseDimensions,
  segments: [],
  measures: () => [
    count('Active Subscriptions', 'Unexpired paid subscriptions', snapshot),
    count('Active Trials', 'Unexpired free trials', snapshot),
    money('MRR', 'Monthly Recurring Revenue', snapshot),
    money('ARR', 'Annual Recurring Revenue', snapshot),
    money('Subscription Revenue', 'What the latest payments brought', snapshot),
  ],
  states: (facts) => states.map(([id, displayName]) => ({ id, displayName, facts: running(facts, id) })),
  now({ facts, terms }) {
    const { spans, trials } = running(facts, null);
    const twelfths = mrrTwelfthsAt({ ...facts, spans }, Infinity, terms);
    const paid = spans.reduce((sum, { period, customer }) => sum + paidMicros(period, customer, terms), 0);
    return [
      ...[spans.length, trials.length],
      ...[fromTwelfths(twelfths), fromMicros(twelfths), fromMicros(paid)],
    ];
  },
};

/** What runs now; null = in whatever state. */
function running(facts: Facts, state: RenewalStatus | null): Facts {
  const runs = ({ to, status }: { to: number; status: RenewalStatus }) =>
    to === Infinity && (state === null || status === state);
  return { ...facts, spans: facts.spans.filter(runs), trials: facts.trials.filter(runs) };
}
