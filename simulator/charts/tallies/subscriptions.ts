import type { Facts, Span } from '../facts/facts.js';
import { remember } from '../facts/remember.js';
import { tallies, type Tally } from './tally.js';

/**
 * RevenueCat's two ways to count ("Charts v3"): in `v3` a change of product and a return begin subscriptions of their
 * own, and refunds count when they happen; in `v2` they continue the old one, and refunds undo the purchase.
 */
export type ChartVersion = 'v3' | 'v2';

const changes = [
  'direct',
  'intro',
  'trial_conversion',
  'renewal',
  'recovery',
  'resubscription',
  'product_change',
  'reversal',
  'changed',
  'expired',
] as const satisfies (Span['opening'] | Span['closing'])[];

/** Paid subscriptions that began, by why, and that ended, by how. */
export function subscriptionTallies(facts: Facts): Record<(typeof changes)[number], Tally> {
  return remember(facts, 'subscriptions', () => {
    const counted = tallies(facts, changes);
    for (const { from, to, opening, closing } of facts.spans) {
      counted[opening].add(from, 1);
      if (closing === 'changed' || closing === 'expired') counted[closing].add(to, 1);
    }
    return counted;
  });
}

/** Paid subscriptions with access just before an instant. */
export function activesAt(facts: Facts, until: number): number {
  const { renewal: _renewal, changed, expired, ...begun } = subscriptionTallies(facts);
  const gained = Object.values(begun).reduce((sum, tally) => sum + tally.upTo(until), 0);
  return gained - changed.upTo(until) - expired.upTo(until);
}

/** Paid subscriptions begun in a range, by why, as a version counts them. */
export function newActives(facts: Facts, from: number, until: number, version: ChartVersion) {
  const counted = subscriptionTallies(facts);
  const v3 = version === 'v3';
  const parts = {
    trialConversions: counted.trial_conversion.between(from, until),
    introOffers: counted.intro.between(from, until),
    direct: counted.direct.between(from, until),
    resubscriptions: v3 ? counted.resubscription.between(from, until) : 0,
    productChanges: v3 ? counted.product_change.between(from, until) : 0,
  };
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}

/** Paid subscriptions lost in a range, less those that came back without beginning anew. May be negative. */
export function churnedActives(facts: Facts, from: number, until: number, version: ChartVersion): number {
  const counted = subscriptionTallies(facts);
  const back = counted.recovery.between(from, until) + counted.reversal.between(from, until);
  const lost = counted.expired.between(from, until) - back;
  return version === 'v3'
    ? lost + counted.changed.between(from, until)
    : lost - counted.resubscription.between(from, until);
}
