import type { RemovedWebhook } from '../activities.js';
import { changed, type Moment } from './changes.js';
import type { ActOf, Outcomes } from './outcomes.js';
import type { AccountState, Closing } from './state.js';

/** Milliseconds between two tries to remove our webhook. */
export const WEBHOOK_RETRY = 15_000;

type ClosingAct =
  | 'close-gate'
  | 'drain-inbox'
  | 'remove-webhook'
  | 'leave-webhook'
  | 'delete-credentials'
  | 'finish-disconnect';

/** Ticks off one part of a disconnect; each is done once and then stays done. */
export function afterClosing(
  state: AccountState,
  at: Moment,
  outcome: Outcomes[ClosingAct],
  act: ActOf<ClosingAct>,
): AccountState {
  if (outcome.kind === 'failed') {
    // Of the parts that can fail at all, only the webhook is RevenueCat's to hold up.
    if (act.type !== 'remove-webhook') return state;
    const rested = { ...state, restUntil: at.now + WEBHOOK_RETRY };
    const isOurs = outcome.trouble === 'ours' && 'careful' in outcome && outcome.careful === true;
    return isOurs ? heldUpByUs(rested, at) : rested;
  }
  switch (act.type) {
    case 'close-gate':
      // Rows may have landed until just now; after this look there can be no more.
      return did({ ...state, inboxDirty: true }, { gateClosed: true });
    case 'drain-inbox':
      return did(state, { inboxDrained: true });
    case 'remove-webhook':
      return removed(state, 'outcome' in outcome ? outcome.outcome : 'removed');
    case 'leave-webhook':
      return did(state, { webhook: act.outcome });
    case 'delete-credentials':
      return did(state, { credentialDeleted: true });
    case 'finish-disconnect':
      return state;
  }
}

/** A 401 is about the access token: one refresh tells whether the grant is dead. An API key has no second chance. */
function removed(state: AccountState, outcome: RemovedWebhook['outcome']): AccountState {
  if (outcome !== 'unauthorized') return did(state, { webhook: outcome });
  const { kind, version } = state.credential;
  const isHopeless = kind === 'api_key' || state.closing?.rejectedVersion !== undefined;
  return did(state, isHopeless ? { webhook: 'by_hand' } : { rejectedVersion: version });
}

/** Our own outage must not use up the patience with RevenueCat: nothing else of the disconnect could go on meanwhile. */
export function heldUpByUs(state: AccountState, { now }: Moment): AccountState {
  return state.closing === null ? state : did(state, { webhookSince: now });
}

function did(state: AccountState, part: Partial<Closing>): AccountState {
  if (state.closing === null) throw new Error('Nothing is being disconnected.');
  return changed(state, { closing: { ...state.closing, ...part } });
}
