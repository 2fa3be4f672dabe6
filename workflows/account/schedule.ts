import type { Moment } from './changes.js';
import type { AccountState, Cadence, Run } from './state.js';
import { isDead, isProbed, skipsSyncs } from './state.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * The first slot after `now`. Slots lie one interval apart; where in the interval follows from the account id,
 * so that a fleet spreads over the hour and an account keeps its minute for ever.
 */
export function slotAfter(accountId: string, interval: number, now: number): number {
  const offset = Math.floor((hash(accountId) / 2 ** 32) * interval);
  return Math.floor((now - offset) / interval + 1) * interval + offset;
}

export function slotAfterNow(state: AccountState, { ref, now }: Moment): number {
  return slotAfter(ref.accountId, state.cadence.syncInterval, now);
}

/** A wait that is meant for an hour's slots, cut to the length of a slot where that is shorter; milliseconds. */
export function noLongerThanASlot({ cadence }: AccountState, wait: number): number {
  return Math.min(wait, cadence.syncInterval);
}

/** Whether somebody waits for a run. */
export const isAwaited = ({ kind, awaited }: Run): boolean => kind !== 'scheduled' || awaited === true;

/**
 * Whether a run goes before those of siblings that share RevenueCat's limit: somebody waits for it, or it has waited for half
 * an interval. So "sync now" is soon done, and an account whose siblings are synced on demand all the time keeps its pace.
 */
export function isUrgent({ cadence }: AccountState, run: Run, now: number): boolean {
  return isAwaited(run) || now - begunAt(run) > cadence.syncInterval / 2;
}

/** Milliseconds; runs of older histories know their slot only. */
export const begunAt = ({ startedAt, slot }: Run): number => startedAt ?? slot;

/** The minute that RevenueCat's limits are counted in, in milliseconds. */
export const minuteOf = ({ minute }: Cadence): number => minute ?? MINUTE;

/**
 * When the grant is to be refreshed next; null if never (API keys, dead grants).
 * Normally the later of (expiry − `refreshBeforeExpiry`) and half the token's life. While no sync needs the access token
 * once a day is enough: refresh tokens live a month ("OAuth setup", Token lifetimes), and must not age out.
 */
export function refreshDue(state: AccountState): number | null {
  const { credential, health, cadence } = state;
  if (credential.accessExpiresAt === null || isDead(health.cause)) return null;
  if (health.cause === 'client_misconfigured') return Math.max(state.nextSlot, state.refreshNotBefore);
  const isPaused = state.status === 'paused' && !(state.looksWhilePaused && isProbed(health.cause));
  const idle = isPaused || (skipsSyncs(health.cause) && !isProbed(health.cause));
  const idleDue = credential.obtainedAt + DAY;
  const halfLife = credential.obtainedAt + (credential.accessExpiresAt - credential.obtainedAt) / 2;
  const activeDue = Math.max(credential.accessExpiresAt - cadence.refreshBeforeExpiry, halfLife);
  // A webhook that RevenueCat still sends with a token that was replaced cannot wait for tomorrow.
  const webhookWaits = state.webhookDue && !skipsSyncs(health.cause);
  const unused = idle && state.wanted === null && state.run === null && !webhookWaits;
  const due = state.refreshWanted ? 0 : unused ? idleDue : activeDue;
  return Math.max(due, state.refreshNotBefore);
}

/** FNV-1a, 32 bits: spreads, is stable, and needs no library in the sandbox. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
