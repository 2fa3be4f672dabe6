import { accountFailure } from '../failures.js';
import type { AdoptCredential } from '../messages.js';
import { changed, healed, type Moment, noted } from './changes.js';
import type { AccountState } from './state.js';

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

/** Nothing happens to an account that is disconnecting already. */
export function disconnecting(state: AccountState, at: Moment): AccountState {
  if (state.closing !== null) return state;
  const closing = {
    since: at.now,
    gateClosed: false,
    inboxDrained: false,
    webhook: null,
    credentialDeleted: false,
  };
  const after = changed(state, { status: 'disconnecting', closing, wanted: null });
  return noted(after, at, 'disconnecting', 'Disconnect asked for.');
}

/** A sync out of turn; the one that is under way or wanted already is joined. */
export function syncWanted(state: AccountState, runId: string): AccountState {
  return runToJoin(state) === null ? changed(state, { wanted: { runId, kind: 'manual' } }) : state;
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
