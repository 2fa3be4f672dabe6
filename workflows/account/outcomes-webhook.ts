import type { WebhookDrift } from '../activities.js';
import { changed, type Moment, noted } from './changes.js';
import { troubled } from './our-trouble.js';
import type { Careful, Failed, Outcomes } from './outcomes.js';
import { noLongerThanASlot } from './schedule.js';
import type { AccountState, DriftedWebhook } from './state.js';

/** How long an owner is told of a drift that was put right; milliseconds. */
const TOLD_FOR = 24 * 60 * 60_000;

/** Milliseconds between two tries of a look that failed. */
const RETRY = 5 * 60_000;

const SAID: Readonly<Record<WebhookDrift, readonly [restored: string, not: string]>> = {
  removed: [
    'Our webhook was removed at RevenueCat; we registered it again.',
    'Our webhook was removed at RevenueCat, which does not let us register it again.',
  ],
  changed: [
    'Our webhook was changed at RevenueCat; we put it right.',
    'Our webhook was changed at RevenueCat, which does not let us put it right.',
  ],
};

/** How our webhook at RevenueCat was found, and what was done about it. */
export function afterWebhook(state: AccountState, at: Moment, outcome: Outcomes['webhook']): AccountState {
  if (outcome.kind === 'failed') return unanswered(state, at, outcome);
  const { integrationId, tokenTag, settingsTag = null, refused, drift = null } = outcome;
  // What could not be put right is found again each time.
  const isNews = drift !== null && !(state.webhookRefused && state.webhookDrift?.what === drift);
  const after = changed(state, {
    webhookIntegrationId: integrationId,
    webhookTokenTag: tokenTag,
    webhookSettingsTag: settingsTag,
    webhookRefused: refused,
    // A list that was not read proves nothing.
    webhookMayBeThere: refused && state.webhookMayBeThere === true,
    webhookSeenAt: at.now,
    webhookDrift: isNews ? { what: drift, since: at.now, restored: !refused } : toldStill(state, at, refused),
  });
  return isNews ? noted(after, at, 'warning_webhook_drifted', SAID[drift][refused ? 1 : 0]) : after;
}

/** Not a refusal: it is tried again soon, since a rotated token may be on its way. Numbers do not depend on it. */
function unanswered(state: AccountState, at: Moment, outcome: Failed & Careful): AccountState {
  const seen = { ...state, webhookSeenAt: at.now };
  // The look after the next run was the next try once.
  if (!outcome.careful) return changed(seen, { webhookRefused: true });
  const after = changed(seen, {
    webhookDue: true,
    webhookNotBefore: at.now + noLongerThanASlot(state, RETRY),
    webhookMayBeThere: state.manageWebhook || state.webhookMayBeThere === true,
  });
  return outcome.trouble === 'ours' ? troubled(after, at, outcome, { type: 'webhook' }) : after;
}

function toldStill(
  { webhookDrift: told, manageWebhook }: AccountState,
  { now }: Moment,
  refused: boolean,
): DriftedWebhook | null {
  if (!told || !manageWebhook || now - told.since >= TOLD_FOR) return null;
  return { ...told, restored: !refused };
}
