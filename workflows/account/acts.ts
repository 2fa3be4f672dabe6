import { refreshDue } from './schedule.js';
import { type AccountState, type Closing, isDead, isProbed, MISSING, type Run, skipsSyncs } from './state.js';

/** How long our webhook at RevenueCat is tried to be removed, in milliseconds; then the owner is told to do it. */
const WEBHOOK_PATIENCE = 15 * 60_000;

/** How often our webhook is looked at during a pause, in milliseconds. */
const WEBHOOK_LOOK = 24 * 60 * 60_000;

/** Steps, or charts, without an answer, and none with one, after which a run is over. */
const ENOUGH_FAILURES = 3;

/**
 * What the holder of the grant does next. One at a time: this is the mutex over every use of the grant.
 * Acts that use the grant say which credential: answers about another one no longer matter.
 */
export type Act =
  | { readonly type: 'retire'; readonly credentialId: string }
  | { readonly type: 'refresh'; readonly credentialId: string; readonly version: number }
  /** Look after our webhook at RevenueCat. */
  | { readonly type: 'webhook' }
  /** Start the run that was asked for, or that the slot asks for. */
  | {
      readonly type: 'start-run';
      readonly kind: 'first' | 'manual' | 'scheduled';
      readonly runId: string | null;
    }
  | { readonly type: 'begin' }
  | { readonly type: 'step'; readonly step: string; readonly credentialId: string }
  | { readonly type: 'finish'; readonly credentialId: string }
  /** Find out whether a cause has ended by itself. */
  | { readonly type: 'probe'; readonly of: 'credential' | 'access'; readonly credentialId: string }
  /** The slot passes without a run, for a cause. */
  | { readonly type: 'pass-slot'; readonly status: 'skipped' | 'failed'; readonly cause: string }
  | { readonly type: 'close-gate' }
  | { readonly type: 'drain-inbox' }
  | { readonly type: 'remove-webhook'; readonly integrationId: string | null }
  | { readonly type: 'leave-webhook'; readonly outcome: 'not_ours' | 'by_hand' }
  | { readonly type: 'delete-credentials' }
  | { readonly type: 'finish-disconnect' };

export interface Wait {
  readonly type: 'wait';
  readonly until: number | null;
}

/**
 * Decides from the state and the time alone.
 * Order: an end that was asked for, then what the grant needs to stay alive, then the run under way, then new runs.
 */
export function nextAct(state: AccountState, now: number): Act | Wait {
  if (state.restUntil > now) return { type: 'wait', until: state.restUntil };
  if (state.closing !== null) return closingAct(state, state.closing, now);
  const { id: credentialId, version } = state.credential;
  const refreshAt = refreshDue(state);
  if (refreshAt !== null && refreshAt <= now) return { type: 'refresh', credentialId, version };
  const retired = state.retiredCredentialIds[0];
  if (retired !== undefined) return { type: 'retire', credentialId: retired };
  if (state.run !== null) return runAct(state, state.run, refreshAt, now);

  const { cause } = state.health;
  const able = accessUsable(state, now) && !state.refreshWanted && !skipsSyncs(cause);
  if (able && isWebhookDue(state, now)) return { type: 'webhook' };
  if (state.wanted !== null && able) {
    return { type: 'start-run', kind: state.wanted.kind, runId: state.wanted.runId };
  }
  if (state.status !== 'connected') return pausedAct(state, refreshAt, now);
  if (state.nextSlot > now) {
    return { type: 'wait', until: earliest(refreshAt, state.nextSlot, webhookRetryAt(state, now)) };
  }
  const probe = state.probedSlot === state.nextSlot ? null : probeOf(state, now);
  if (probe !== null) return { type: 'probe', of: probe, credentialId };
  if (cause !== null && skipsSyncs(cause)) return { type: 'pass-slot', status: 'skipped', cause };
  if (able) return { type: 'start-run', kind: 'scheduled', runId: null };
  // The access token ended and could not be renewed: the slot is lost to whoever was away.
  const isOurs = state.ourTroubleSince !== null || state.heldUpByUs === true;
  return { type: 'pass-slot', status: 'failed', cause: isOurs ? 'our_trouble' : 'provider_unavailable' };
}

/** A pause stops syncs and nothing else: what can end by itself is looked at, at the slots that nobody records. */
function pausedAct(state: AccountState, refreshAt: number | null, now: number): Act | Wait {
  const { nextSlot, credential } = state;
  const looks = state.looksWhilePaused === true && canEndByItself(state);
  const probe = looks && nextSlot <= now ? probeOf(state, now) : null;
  if (probe !== null) return { type: 'probe', of: probe, credentialId: credential.id };
  const times = [webhookLookAt(state), looks ? nextSlot : null].map((at) =>
    at !== null && at > now ? at : null,
  );
  return { type: 'wait', until: earliest(refreshAt, webhookRetryAt(state, now), ...times) };
}

function isWebhookDue(state: AccountState, now: number): boolean {
  if ((state.webhookNotBefore ?? 0) > now) return false;
  return state.webhookDue || (webhookLookAt(state) ?? Infinity) <= now;
}

/** When a look that failed is tried again, if that is still to come. */
function webhookRetryAt({ webhookDue, webhookNotBefore = 0 }: AccountState, now: number): number | null {
  return webhookDue && webhookNotBefore > now ? webhookNotBefore : null;
}

/** Otherwise it is looked at after each run. While there are none, a rotated token still has to get to RevenueCat. */
function webhookLookAt(state: AccountState): number | null {
  const { looksWhilePaused, manageWebhook, pausedAt, webhookSeenAt } = state;
  const since = webhookSeenAt ?? pausedAt;
  if (!looksWhilePaused || state.status !== 'paused' || !manageWebhook || since === null) return null;
  return since + WEBHOOK_LOOK;
}

function canEndByItself(state: AccountState): boolean {
  return isProbed(state.health.cause) || isMissing(state);
}

/**
 * What can be found out at a slot by one cheap look: whether Vault has a credential that we lost, whether RevenueCat shows us
 * the RevenueCat project again. The third such cause, `client_misconfigured`, is looked at by a refresh.
 */
function probeOf(state: AccountState, now: number): 'credential' | 'access' | null {
  const { cause } = state.health;
  if (cause === 'token_lost' || (cause !== null && isMissing(state))) return 'credential';
  const able = accessUsable(state, now) && !state.refreshWanted;
  return cause === 'project_access_lost' && able ? 'access' : null;
}

function runAct(state: AccountState, run: Run, refreshAt: number | null, now: number): Act | Wait {
  if (!run.begun) return { type: 'begin' };
  // The token has ended, or the grant is dead: what the run has is published, the rest waits for a slot.
  const { id: credentialId } = state.credential;
  if (isDead(state.health.cause) || !accessUsable(state, now)) return { type: 'finish', credentialId };
  if (state.refreshWanted) return { type: 'wait', until: refreshAt };
  const step = pendingStep(run);
  if (step === undefined || isHopeless(run)) return { type: 'finish', credentialId };
  if (run.notBefore > now) return { type: 'wait', until: earliest(refreshAt, run.notBefore) };
  return { type: 'step', step, credentialId };
}

/** The end of an account, in the order that leaves nothing behind wherever it is cut off. */
function closingAct(state: AccountState, closing: Closing, now: number): Act | Wait {
  if (!closing.gateClosed) return { type: 'close-gate' };
  if (!closing.inboxDrained) return { type: 'drain-inbox' };
  if (closing.webhook === null) return closingWebhookAct(state, closing, now);
  if (!closing.credentialDeleted) return { type: 'delete-credentials' };
  return { type: 'finish-disconnect' };
}

/** A dead grant, a refusal, or a quarter of an hour of failure: then the receipt says what to delete by hand. */
function closingWebhookAct(state: AccountState, closing: Closing, now: number): Act | Wait {
  const { webhookIntegrationId: integrationId, credential, refreshNotBefore, health } = state;
  const { impatient, webhookSince: since = closing.since, rejectedVersion } = closing;
  if (integrationId === null && !state.webhookMayBeThere)
    return { type: 'leave-webhook', outcome: 'not_ours' };
  const expired = now >= since + WEBHOOK_PATIENCE;
  if (isDead(health.cause) || expired) return { type: 'leave-webhook', outcome: 'by_hand' };
  const isRejected = credential.version === rejectedVersion;
  if (accessUsable(state, now) && !isRejected) return { type: 'remove-webhook', integrationId };
  if (refreshNotBefore <= now || impatient)
    return { type: 'refresh', credentialId: credential.id, version: credential.version };
  return { type: 'wait', until: Math.min(refreshNotBefore, since + WEBHOOK_PATIENCE) };
}

/** No step, or no chart, was answered: the next slot is the better try, and a service that is down is left alone. */
function isHopeless({ results, startedAt }: Run): boolean {
  if (startedAt === undefined) return false;
  const steps = Object.entries(results);
  const charts = steps.filter(([step]) => step.startsWith('chart:'));
  return [steps, charts].some(
    (tried) => tried.length >= ENOUGH_FAILURES && tried.every(([, { outcome }]) => outcome === 'transient'),
  );
}

/** The first step without a result. */
export function pendingStep(run: Run): string | undefined {
  return run.steps.find((step) => run.results[step] === undefined);
}

/** Whether the credential that the cause is about is not in Vault at all; see {@link MISSING}. */
export function isMissing(state: AccountState): boolean {
  return state.health.detail === MISSING;
}

function accessUsable(state: AccountState, now: number): boolean {
  const { accessExpiresAt } = state.credential;
  return accessExpiresAt === null || accessExpiresAt > now;
}

function earliest(...times: (number | null)[]): number | null {
  const given = times.filter((time) => time !== null);
  return given.length === 0 ? null : Math.min(...given);
}
