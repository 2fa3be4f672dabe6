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
    return act.type === 'remove-webhook' ? { ...state, restUntil: at.now + WEBHOOK_RETRY } : state;
  }
  switch (act.type) {
    case 'close-gate':
      // Rows may have landed until just now; after this look there can be no more.
      return did({ ...state, inboxDirty: true }, { gateClosed: true });
    case 'drain-inbox':
      return did(state, { inboxDrained: true });
    case 'remove-webhook':
      return did(state, { webhook: 'outcome' in outcome ? outcome.outcome : 'removed' });
    case 'leave-webhook':
      return did(state, { webhook: act.outcome });
    case 'delete-credentials':
      return did(state, { credentialDeleted: true });
    case 'finish-disconnect':
      return state;
  }
}

function did(state: AccountState, part: Partial<Closing>): AccountState {
  if (state.closing === null) throw new Error('Nothing is being disconnected.');
  return changed(state, { closing: { ...state.closing, ...part } });
}
