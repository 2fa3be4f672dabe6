import { count, flow, percent, type SeriesChart } from '../chart.js';
import { purchaseDimensions } from '../facts/dimensions.js';
import { percentOf } from '../tallies/amounts.js';
import { trialOutcomes, trialTallies } from '../tallies/trials.js';

/** What became of the trials begun in each period. */
export const trialConversionRate: SeriesChart = {
  kind: 'series',
  name: 'trial_conversion_rate',
  displayName: 'Trial Conversion Rate',
  description: 'Share of trials that became paid subscriptions',
  category: 'trials',
  page: 'trial-conversion-rate-chart',
  selectors: [],
  filters: purchaseDimensions,
  segments: purchaseDimensions,
  measures: () => [
    count('Trial Starts', 'Trials begun', flow),
    count('Conversions', 'Trials that became paid', flow),
    count('Expirations', 'Trials that ended unpaid', flow),
    count('Pending', 'Trials under way', flow),
    percent('Conversion Rate', 'Conversions by Trial Starts'),
  ],
  point({ facts }, { start, until }) {
    const { converted, expired, pending } = trialOutcomes(facts);
    const starts = trialTallies(facts).begun.between(start, until);
    const conversions = converted.between(start, until);
    const rest = [expired, pending].map((tally) => tally.between(start, until));
    return [starts, conversions, ...rest, percentOf(conversions, starts)];
  },
  unsettled: ({ facts, pendingTrialsIncomplete }, { start, until }) =>
    pendingTrialsIncomplete && trialOutcomes(facts).pending.between(start, until) > 0,
};
