import { dimensionNames } from '../../book/dimensions.js';
import { trialOutcomes } from '../../book/measures/cohorts.js';
import { percentOf } from '../../book/measures/percent.js';
import { type ChartDefinition, count, percent } from '../chart.js';

/** What became of the trials begun in each period. */
export const trialConversionRate: ChartDefinition = {
  name: 'trial_conversion_rate',
  displayName: 'Trial Conversion',
  description: 'Share of trials that became paid subscriptions',
  category: 'trials',
  selectors: [],
  dimensions: dimensionNames,
  measures: () => [
    count('Trial Starts', 'Trials begun', ['average', 'total']),
    count('Conversions', 'Trials that became paid', ['average', 'total']),
    count('Expirations', 'Trials that ended unpaid', ['average', 'total']),
    count('Pending', 'Trials under way', ['average', 'total']),
    percent('Conversion Rate', 'Conversions by Trial Starts'),
  ],
  point({ facts }, { start, until }) {
    const { starts, conversions, expirations, pending } = trialOutcomes(facts, start, until);
    return [starts, conversions, expirations, pending, percentOf(conversions, starts)];
  },
  unsettled: ({ facts }, { start, until }) => trialOutcomes(facts, start, until).pending > 0,
};
