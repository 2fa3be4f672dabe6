import { Decimal } from 'decimal.js';

import { dimensionNames } from '../../book/dimensions.js';
import { mrrMovementIn } from '../../book/measures/movement.js';
import { fromUsdMicros } from '../../book/money.js';
import { type ChartDefinition, money } from '../chart.js';

/** Why MRR changed in each period; the last measure is the change itself. */
export const mrrMovement: ChartDefinition = {
  name: 'mrr_movement',
  displayName: 'MRR Movement',
  description: 'What MRR gained and lost',
  category: 'revenue',
  selectors: ['revenue_type'],
  dimensions: dimensionNames,
  measures: () => [
    money('New MRR', 'From new paid subscriptions', ['average', 'total']),
    money('Resubscription MRR', 'From subscriptions won back', ['average', 'total']),
    money('Expansion MRR', 'From changes to dearer products', ['average', 'total']),
    money('Churned MRR', 'Lost with expired subscriptions', ['average', 'total']),
    money('Contraction MRR', 'Lost with changes to cheaper products', ['average', 'total']),
    money('Movement', 'Sum of all', ['average', 'total']),
  ],
  point({ facts, revenueType, currency }, { start, until }) {
    const movement = mrrMovementIn(facts, start, until, revenueType);
    const { new: fresh, resubscription, expansion, churned, contraction } = movement;
    const parts = [fresh, resubscription, expansion, churned, contraction];
    return [...parts, Decimal.sum(...parts)].map((micros) => fromUsdMicros(micros, currency).toNumber());
  },
};
