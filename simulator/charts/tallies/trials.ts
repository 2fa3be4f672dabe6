import { type Facts, isRefunded } from '../facts/facts.js';
import { remember } from '../facts/remember.js';
import { tallies, type Tally } from './tally.js';

/** Trials that began and that ended, however they did. */
export function trialTallies(facts: Facts): Record<'begun' | 'ended', Tally> {
  return remember(facts, 'trials', () => {
    const counted = tallies(facts, ['begun', 'ended']);
    for (const { from, to, outcome } of facts.trials) {
      counted.begun.add(from, 1);
      if (outcome !== 'pending') counted.ended.add(to, 1);
    }
    return counted;
  });
}

/** Trials under way just before an instant. */
export function trialsAt(facts: Facts, until: number): number {
  const { begun, ended } = trialTallies(facts);
  return begun.upTo(until) - ended.upTo(until);
}

/**
 * What became of trials so far, by the day they began ("Trial Conversion Rate chart"). A conversion that was refunded is
 * none; here it counts as expired, so that the parts make up the whole.
 */
export function trialOutcomes(facts: Facts): Record<'converted' | 'expired' | 'pending', Tally> {
  return remember(facts, 'trial outcomes', () => {
    const counted = tallies(facts, ['converted', 'expired', 'pending']);
    for (const { from, outcome, conversion } of facts.trials) {
      const refunded = conversion !== null && isRefunded(conversion);
      counted[refunded ? 'expired' : outcome].add(from, 1);
    }
    return counted;
  });
}
