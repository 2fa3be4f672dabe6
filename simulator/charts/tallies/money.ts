import { lengths } from '../../book/lengths.js';
import { roundedQuotient } from '../../book/money.js';
import { type Facts, isRefunded, type Span } from '../facts/facts.js';
import { remember } from '../facts/remember.js';
import { type MoneyTerms, paidMicros } from './amounts.js';
import type { ChartVersion } from './subscriptions.js';
import { tallies, type Tally } from './tally.js';

/**
 * Money in millionths, and how often somebody paid. Refunds: in v3 money leaves on their own day; in v2 a refunded
 * payment never was ("Revenue chart", "Charts v3").
 */
export function revenueTallies(
  facts: Facts,
  terms: MoneyTerms,
  version: ChartVersion,
): Record<'money' | 'transactions', Tally> {
  return remember(facts, `revenue/${terms.currency}/${terms.revenueType}/${version}`, () => {
    const counted = tallies(facts, ['money', 'transactions']);
    for (const payment of facts.payments) {
      const amount = paidMicros(payment.period, payment.customer, terms);
      if (version === 'v2' && isRefunded(payment)) continue;
      counted.transactions.add(payment.at, 1);
      if (version === 'v2') counted.money.add(payment.at, amount);
      else for (const { at, sign } of payment.moves) counted.money.add(at, sign * amount);
    }
    return counted;
  });
}

const movements = ['new', 'resubscription', 'expansion', 'churned', 'contraction'] as const;
export type MrrMovement = (typeof movements)[number];

/** Where an opening that follows no other span shows in the movement of MRR. */
const movementOf: Record<Span['opening'], MrrMovement> = {
  direct: 'new',
  intro: 'new',
  trial_conversion: 'new',
  resubscription: 'resubscription',
  product_change: 'expansion',
  renewal: 'expansion',
  // What comes back without beginning anew lessens what was lost.
  recovery: 'churned',
  reversal: 'churned',
};

/** Changes of MRR in twelfths of a millionth: whole numbers, so that sums stay exact. Losses are negative. */
export function mrrTallies(facts: Facts, terms: MoneyTerms): Record<MrrMovement, Tally> {
  return remember(facts, `mrr/${terms.currency}/${terms.revenueType}`, () => {
    const counted = tallies(facts, movements);
    const here = new Set(facts.spans);
    const twelfths = ({ period, customer }: Span) =>
      period.length ? paidMicros(period, customer, terms) * lengths[period.length].mrrTwelfths : 0;
    for (const span of facts.spans) {
      const { from, to, opening, before, after, closing } = span;
      if (before && here.has(before)) {
        const change = twelfths(span) - twelfths(before);
        counted[change < 0 ? 'contraction' : 'expansion'].add(from, change);
      } else {
        counted[movementOf[opening]].add(from, twelfths(span));
      }
      const followed = after !== null && here.has(after);
      if (closing && !followed) counted.churned.add(to, -twelfths(span));
    }
    return counted;
  });
}

/** MRR just before an instant, in twelfths of a millionth. */
export function mrrTwelfthsAt(facts: Facts, until: number, terms: MoneyTerms): number {
  return Object.values(mrrTallies(facts, terms)).reduce((sum, tally) => sum + tally.upTo(until), 0);
}

/** Twelfths of a millionth as an amount, to the millionth. */
export function fromTwelfths(twelfths: number): number {
  return roundedQuotient(twelfths, 12) / 1_000_000;
}
