import { dimensionNames } from '../../book/dimensions.js';
import { newPaidIn } from '../../book/measures/starts.js';
import { type ChartDefinition, count } from '../chart.js';

/** Paid subscriptions begun in each period, by why. */
export const activesNew: ChartDefinition = {
  name: 'actives_new',
  displayName: 'New Paid Subscriptions',
  description: 'Paid subscriptions begun',
  category: 'subscriptions',
  selectors: [],
  dimensions: dimensionNames,
  measures: () => [
    count('Trial Conversions', 'Trials that became paid', ['average', 'total']),
    count('Intro Conversions', 'Introductory offers that became paid', ['average', 'total']),
    count('Direct', 'Paid at once', ['average', 'total']),
    count('Resubscriptions', 'Came back after an expiration', ['average', 'total']),
    count('Product Changes', 'Changed to another product', ['average', 'total']),
    count('Total', 'All new paid subscriptions', ['average', 'total']),
  ],
  point({ facts }, { start, until }) {
    const parts = newPaidIn(facts, start, until);
    const { trial_conversion, direct, resubscription, product_change } = parts;
    const total = trial_conversion + direct + resubscription + product_change;
    // The book has no introductory offers.
    return [trial_conversion, 0, direct, resubscription, product_change, total];
  },
};
