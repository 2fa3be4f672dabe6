import type { RefreshAnswer } from '../activities.js';
import { isMissing } from './acts.js';
import { changed, healed, type Moment, withHealth } from './changes.js';
import { foundByRefresh } from './health.js';
import { afterTrouble, troubled } from './our-trouble.js';
import type { ActOf, Failed, Outcomes } from './outcomes.js';
import { heldUpByUs, WEBHOOK_RETRY } from './outcomes-closing.js';
import { noLongerThanASlot, refreshDue, slotAfterNow } from './schedule.js';
import { type AccountState, MISSING, type StepStatus } from './state.js';

const MINUTE = 60_000;
/** Milliseconds until the next refresh of a grant whose new token seems to need one at once. */
const LEAST_BETWEEN = 30_000;

/** After misses in a row, milliseconds at most; what RevenueCat itself asks for may be longer. */
const LONGEST_WAIT = 10 * MINUTE;
const MOST_DOUBLINGS = 10;

/** Refreshes that a run waits for after a 401, before it goes on without what is left of it. */
const REFRESHES_PER_RUN = 3;

/** A dead grant, a refusal or a new pair, taken in; an answer about a replaced credential changes nothing. */
export function afterRefresh(
  state: AccountState,
  at: Moment,
  outcome: Outcomes['refresh'],
  act: ActOf<'refresh'>,
): AccountState {
  if (state.credential.id !== act.credentialId || outcome.kind === 'replaced') return state;
  const asked = { ...state, signalsSlowed: false, heldUpByUs: false };
  const isCareful = outcome.careful === true;
  switch (outcome.kind) {
    case 'refreshed':
      return renewed(asked, at, outcome);
    case 'dead':
      return withHealth(asked, at, outcome.cause);
    case 'missing':
      return credentialMissing(asked, at);
    case 'misconfigured':
      return resting(misconfigured(asked, at), at);
    case 'later':
      return resting(later(asked, at, outcome, isCareful), at);
    case 'failed':
      return resting(failed(asked, at, outcome, act, isCareful), at);
  }
}

/** An impatient disconnect pauses between its tries. */
function resting(state: AccountState, { now }: Moment): AccountState {
  return state.closing?.impatient ? { ...state, restUntil: now + WEBHOOK_RETRY } : state;
}

function renewed(
  state: AccountState,
  at: Moment,
  { credential, missingScopes }: Extract<RefreshAnswer, { kind: 'refreshed' }>,
): AccountState {
  const next = changed(state, { credential, refreshNotBefore: 0, refreshWanted: false, refreshMisses: 0 });
  // A clock that is wrong by more than a token's life would else renew without a pause.
  const atOnce = (refreshDue(next) ?? Infinity) <= at.now;
  const after = atOnce ? { ...next, refreshNotBefore: at.now + LEAST_BETWEEN } : next;
  if (missingScopes.length > 0) return withHealth(after, at, 'insufficient_scope', missingScopes.join(' '));
  return foundByRefresh(state.health) ? withHealth(after, at, null) : after;
}

/** One probe per slot, by refreshing once more; a run that waits for the new token would wait for hours. */
function misconfigured(state: AccountState, at: Moment): AccountState {
  const after = changed(withoutAccess(state), { refreshNotBefore: slotAfterNow(state, at) });
  return withHealth(after, at, 'client_misconfigured');
}

function failed(
  state: AccountState,
  at: Moment,
  failure: Failed,
  act: ActOf<'refresh'>,
  isCareful: boolean,
): AccountState {
  if (failure.type === 'CredentialGone') return credentialMissing(state, at);
  if (failure.type === 'ClientMissing') return misconfigured(state, at);
  const wait = noLongerThanASlot(state, MINUTE);
  if (failure.trouble === 'provider') return missed(state, at, wait, isCareful);
  const after = troubled(state, at, failure, act);
  return laterAgain(isCareful ? heldUpByUs({ ...after, heldUpByUs: true }, at) : after, at.now + wait);
}

function later(
  state: AccountState,
  at: Moment,
  { wait, ours }: Extract<RefreshAnswer, { kind: 'later' }>,
  isCareful: boolean,
): AccountState {
  if (!ours) return missed(state, at, wait, isCareful);
  return laterAgain({ ...state, heldUpByUs: isCareful }, at.now + wait);
}

/** RevenueCat brought nothing: the more often in a row, the longer it is left alone. */
function missed(state: AccountState, at: Moment, wait: number, isCareful: boolean): AccountState {
  if (!isCareful) return laterAgain(state, at.now + wait);
  const misses = state.refreshMisses ?? 0;
  const longest = Math.max(wait, noLongerThanASlot(state, LONGEST_WAIT));
  const next = Math.min(wait * 2 ** Math.min(misses, MOST_DOUBLINGS), longest);
  return laterAgain({ ...state, refreshMisses: misses + 1 }, at.now + next);
}

/** A run that waits for the new token goes on waiting, but not for ever. */
function laterAgain(state: AccountState, refreshNotBefore: number): AccountState {
  const { run } = state;
  if (run === null || !state.refreshWanted) return changed(state, { refreshNotBefore });
  if (run.startedAt === undefined) return changed(state, { refreshNotBefore, refreshWanted: false });
  const patience = run.patience + 1;
  return patience < REFRESHES_PER_RUN
    ? changed(state, { refreshNotBefore, run: { ...run, patience } })
    : changed(withoutAccess(state), { refreshNotBefore });
}

/** No new token will come in time for the run that waits for it. */
function withoutAccess(state: AccountState): AccountState {
  const { run, refreshWanted } = state;
  if (run === null || !refreshWanted) return state;
  const rejected: StepStatus = { outcome: 'unauthorized', calls: 0, httpStatus: 401, detail: null };
  const results: Record<string, StepStatus> = { ...run.results };
  for (const step of run.steps) results[step] ??= rejected;
  return { ...state, refreshWanted: false, run: { ...run, results } };
}

/** Vault has lost it, so only the owner can bring it back; until then each slot looks once more. */
export function credentialMissing(state: AccountState, at: Moment): AccountState {
  const after = changed(state, { refreshWanted: false });
  return state.credential.kind === 'api_key'
    ? withHealth(after, at, 'api_key_rejected', MISSING)
    : withHealth(after, at, 'token_lost', MISSING);
}

/** One cheap look per slot at what can end by itself; found or not, the slot is looked at once. */
export function afterProbe(
  state: AccountState,
  at: Moment,
  outcome: Outcomes['probe'],
  act: ActOf<'probe'>,
): AccountState {
  // A pause records no slots, so nothing else goes on to the next one.
  const nextSlot = state.status === 'paused' ? slotAfterNow(state, at) : state.nextSlot;
  const looked = { ...state, probedSlot: state.nextSlot, nextSlot };
  if (state.credential.id !== act.credentialId) return looked;
  switch (outcome.kind) {
    case 'stored': {
      const { credential } = outcome;
      const usable =
        credential !== null && (credential.version > state.credential.version || isMissing(state));
      return usable ? healed(changed(looked, { credential, refreshNotBefore: 0 }), at) : looked;
    }
    case 'listed':
      return withHealth(looked, at, null);
    case 'forbidden':
      return withHealth(looked, at, 'insufficient_scope');
    case 'unauthorized':
      // Whether the grant is dead is for a refresh to say.
      return state.credential.kind === 'api_key'
        ? withHealth(looked, at, 'api_key_rejected')
        : { ...looked, refreshWanted: true };
    case 'missing':
      return credentialMissing(looked, at);
    case 'failed':
      return outcome.trouble === 'ours' ? troubled(looked, at, outcome, act) : looked;
    case 'not_listed':
    case 'unknown':
    case 'wait':
      return looked;
  }
}

export function afterRetire(
  state: AccountState,
  at: Moment,
  outcome: Outcomes['retire'],
  act: ActOf<'retire'>,
): AccountState {
  const { credentialId } = act;
  if (outcome.kind === 'failed') return afterTrouble(state, at, outcome, act);
  return { ...state, retiredCredentialIds: state.retiredCredentialIds.filter((id) => id !== credentialId) };
}
