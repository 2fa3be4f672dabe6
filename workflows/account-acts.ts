import type { AccountState } from './account-state.js';
import { isDead, isProbed, skipsSyncs } from './account-state.js';
import { refreshDue } from './schedule.js';

/** What the holder of the grant does next. One at a time: this is the mutex over every use of the grant. */
export type Act =
  | { readonly type: 'close' }
  | { readonly type: 'retire'; readonly credentialId: string }
  | { readonly type: 'refresh' }
  /** Look after our webhook at RevenueCat. */
  | { readonly type: 'webhook' }
  | { readonly type: 'begin' }
  | { readonly type: 'step'; readonly step: string }
  | { readonly type: 'finish' }
  /** Start the run that was asked for, or that the slot asks for. */
  | {
      readonly type: 'start-run';
      readonly kind: 'first' | 'manual' | 'scheduled';
      readonly runId: string | null;
    }
  /** The slot passes without a run: no sync can work. */
  | { readonly type: 'skip-slot' }
  /** As above, but find out whether that is still so. */
  | { readonly type: 'probe-slot' }
  | { readonly type: 'miss-slot' }
  | { readonly type: 'wait'; readonly until: number | null };

/**
 * Decides from the state and the time alone.
 * Order: an end that was asked for, then what the grant needs to stay alive, then the run under way, then new runs.
 */
export function nextAct(state: AccountState, now: number): Act {
  if (state.restUntil > now) return { type: 'wait', until: state.restUntil };
  if (state.status === 'disconnecting') return { type: 'close' };
  const retired = state.retiredCredentialIds[0];
  if (retired !== undefined) return { type: 'retire', credentialId: retired };

  const refreshAt = refreshDue(state);
  if (refreshAt !== null && refreshAt <= now) return { type: 'refresh' };

  const usable = accessUsable(state, now) && !isDead(state.health.cause);
  if (state.run !== null && usable) {
    if (!state.run.begun) return { type: 'begin' };
    const step = pendingStep(state);
    if (step === undefined) return { type: 'finish' };
    if (state.run.notBefore <= now) return { type: 'step', step };
    return { type: 'wait', until: earliest(refreshAt, state.run.notBefore) };
  }
  if (state.run !== null) {
    // The token has ended, or the grant is dead: what the run has is published, the rest waits for a slot.
    return state.run.begun ? { type: 'finish' } : { type: 'begin' };
  }

  const blocked = skipsSyncs(state.health.cause);
  if (state.webhookDue && usable && !blocked) return { type: 'webhook' };
  if (state.wanted !== null && usable && !blocked) {
    return { type: 'start-run', kind: state.wanted.kind, runId: state.wanted.runId };
  }
  if (state.status === 'connected' && state.nextSlot <= now) {
    if (isProbed(state.health.cause)) return { type: 'probe-slot' };
    if (blocked) return { type: 'skip-slot' };
    return usable ? { type: 'start-run', kind: 'scheduled', runId: null } : { type: 'miss-slot' };
  }
  return { type: 'wait', until: earliest(refreshAt, state.status === 'connected' ? state.nextSlot : null) };
}

/** The first step without a result. */
export function pendingStep(state: AccountState): string | undefined {
  const { run } = state;
  return run?.steps.find((step) => run.results[step] === undefined);
}

function accessUsable(state: AccountState, now: number): boolean {
  const { accessExpiresAt } = state.credential;
  return accessExpiresAt === null || accessExpiresAt > now;
}

function earliest(...times: (number | null)[]): number | null {
  const given = times.filter((time) => time !== null);
  return given.length === 0 ? null : Math.min(...given);
}
