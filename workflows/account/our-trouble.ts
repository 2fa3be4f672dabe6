import { changed, type Moment } from './changes.js';
import type { Failed } from './outcomes.js';
import type { AccountState } from './state.js';

/** How long the grant rests while a part of our own is away, in milliseconds. */
const REST = 20_000;

/**
 * Lets the grant rest for a while: it is tried again, and no history fills meanwhile. Whatever it was, it was not
 * RevenueCat's, so it is a warning and never a cause.
 */
export function afterTrouble(state: AccountState, { now }: Moment, failure: Failed): AccountState {
  const since = failure.trouble === 'provider' ? state.ourTroubleSince : (state.ourTroubleSince ?? now);
  return changed(state, { restUntil: now + REST, ourTroubleSince: since });
}
