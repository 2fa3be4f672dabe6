import { accountFailure } from '../failures.js';
import type { AdoptCredential } from '../messages.js';
import { changed, healed, type Moment, noted } from './changes.js';
import { isAwaited } from './schedule.js';
import type { AccountState } from './state.js';

/** A refresh that takes longer has a pair in hand that waits for Vault; milliseconds. */
const LONG_RENEWAL = 60_000;
const FORMER_KEPT = 20;

/**
 * Takes over a credential; what was ill is healed, pause stays, and a sync is wanted at once.
 *
 * @param runId of that sync.
 * @throws `disconnecting`: what is taken over now would be left behind.
 */
export function adopted(
  state: AccountState,
  at: Moment,
  { credential, budgetKey, manageWebhook }: AdoptCredential,
  runId: string,
): AccountState {
  mustStay(state);
  const current = state.credential;
  // The same hand-over again: the answer to the first one was lost.
  if (credential.id === current.id && current.version >= credential.version) return state;
  const former = state.formerCredentialIds ?? [];
  // The same again, but another one was taken over meanwhile: Vault has lost this one, or is about to.
  if (former.includes(credential.id)) return state;
  const retired = credential.id === current.id ? [] : [current.id];
  const taken = changed(state, {
    credential,
    budgetKey,
    manageWebhook: manageWebhook || state.manageWebhook,
    webhookDue: manageWebhook,
    refreshNotBefore: 0,
    refreshWanted: false,
    signalsSlowed: false,
    transientSlots: 0,
    // What kept the old grant from working says nothing about the new one.
    ourTroubleSince: null,
    heldUpByUs: false,
    refreshMisses: 0,
    retiredCredentialIds: [...state.retiredCredentialIds, ...retired],
    formerCredentialIds: [...former, ...retired].slice(-FORMER_KEPT),
    wanted: state.wanted ?? { runId, kind: 'manual' },
  });
  return noted(healed(taken, at), at, 'reconnected', 'Reconnected with a new approval.');
}

/** @throws `disconnecting` */
export function pausedOrResumed(state: AccountState, at: Moment, paused: boolean): AccountState {
  mustStay(state);
  if ((state.status === 'paused') === paused) return state;
  const after = changed(state, {
    status: paused ? 'paused' : 'connected',
    pausedAt: paused ? at.now : null,
  });
  return noted(after, at, paused ? 'paused' : 'resumed', paused ? 'Syncs paused.' : 'Syncs resumed.');
}

/**
 * Nothing happens to an account that is disconnecting already.
 *
 * @param impatient as it was at first: an access token that ended is renewed again and again while our webhook is removed.
 */
export function disconnecting(state: AccountState, at: Moment, impatient = false): AccountState {
  if (state.closing !== null) return state;
  const closing = {
    since: at.now,
    gateClosed: false,
    inboxDrained: false,
    webhook: null,
    credentialDeleted: false,
    ...(impatient && { impatient }),
  };
  // What made the grant rest need not hold up a disconnect: each of its parts is tried by itself.
  const restUntil = impatient ? state.restUntil : 0;
  const after = changed(state, { status: 'disconnecting', closing, wanted: null, restUntil });
  return noted(after, at, 'disconnecting', 'Disconnect asked for.');
}

/**
 * Rows wait in the inbox. Each signal is an event in a history that cannot be renewed while a token pair waits for Vault: so
 * that it lasts for days, signals then slow down, until the pair is stored.
 *
 * @param renewingSince when the refresh under way began, in milliseconds; null if there is none.
 */
export function eventsWaiting(
  state: AccountState,
  { now }: Moment,
  renewingSince: number | null,
): AccountState {
  const waitsLong = renewingSince !== null && now - renewingSince > LONG_RENEWAL;
  const after = waitsLong && !state.signalsSlowed ? changed(state, { signalsSlowed: true }) : state;
  return { ...after, inboxDirty: true };
}

/** A sync out of turn; the one that is under way or wanted already is joined, and need not wait behind others any more. */
export function syncWanted(state: AccountState, runId: string): AccountState {
  const { run, wanted } = state;
  if (run !== null) {
    return isAwaited(run) ? state : changed(state, { run: { ...run, awaited: true, notBefore: 0 } });
  }
  return wanted === null ? changed(state, { wanted: { runId, kind: 'manual' } }) : state;
}

/** A run that begins from now on; the one under way was begun with what no longer holds. */
export function resyncWanted(state: AccountState, runId: string): AccountState {
  if (state.status !== 'connected' || state.wanted !== null) return state;
  return changed(state, { wanted: { runId, kind: 'manual' } });
}

/** Id of the run that a wish for a sync joins; null if it makes a new one. */
export function runToJoin({ run, wanted }: AccountState): string | null {
  return run?.id ?? wanted?.runId ?? null;
}

function mustStay(state: AccountState): void {
  if (state.status === 'disconnecting') {
    throw accountFailure('disconnecting', 'The account is being disconnected.');
  }
}
