import {
  type AccountState,
  type Health,
  HEALTH_CAUSES,
  type HealthCause,
  isDead,
  type Run,
} from './account-state.js';

/** Slots in a row with nothing but transient failures after which RevenueCat counts as unavailable. */
const SLOTS_UNTIL_UNAVAILABLE = 2;

/** A verdict about the account; `null` means healthy. `undefined` leaves things as they are. */
export interface Verdict {
  readonly cause: HealthCause | null | undefined;
  readonly detail: string | null;
  readonly transientSlots: number;
}

/**
 * What a finished run says about the account.
 * One chart that answers proves grant, scope and project; a refused chart among others that answer is that chart's own.
 */
export function verdictOfRun(state: AccountState, run: Run): Verdict {
  const charts = run.steps.filter((step) => step.startsWith('chart:'));
  const outcomes = charts.map((step) => run.results[step]?.outcome ?? 'transient');
  if (outcomes.length === 0) return { cause: undefined, detail: null, transientSlots: state.transientSlots };
  if (outcomes.includes('fetched')) return { cause: null, detail: null, transientSlots: 0 };
  if (outcomes.includes('unexpected')) {
    const detail = charts.map((step) => run.results[step]?.detail).find((text) => text) ?? null;
    return { cause: 'unexpected_response', detail, transientSlots: 0 };
  }
  if (outcomes.every((outcome) => outcome === 'refused')) {
    const projects = run.results['projects']?.detail;
    if (projects === 'not_listed') return { cause: 'project_access_lost', detail: null, transientSlots: 0 };
    if (projects === 'listed' || projects === 'forbidden') {
      return { cause: 'insufficient_scope', detail: null, transientSlots: 0 };
    }
    return { cause: undefined, detail: null, transientSlots: 0 };
  }
  return transientSlot(state);
}

/** A slot in which RevenueCat did not answer. */
export function transientSlot(state: AccountState): Verdict {
  const transientSlots = state.transientSlots + 1;
  const cause = transientSlots >= SLOTS_UNTIL_UNAVAILABLE ? ('provider_unavailable' as const) : undefined;
  return { cause, detail: null, transientSlots };
}

/**
 * The health after a verdict. A dead grant is ended by reconnecting alone, and a lesser cause never hides a graver one.
 */
export function judged(
  health: Health,
  cause: HealthCause | null,
  detail: string | null,
  now: number,
): Health {
  if (cause === health.cause && detail === health.detail) return health;
  if (isDead(health.cause) && !isDead(cause)) return health;
  if (cause !== null && health.cause !== null && rank(cause) > rank(health.cause)) return health;
  return { cause, detail, since: cause === health.cause ? health.since : now };
}

function rank(cause: HealthCause): number {
  return HEALTH_CAUSES.indexOf(cause);
}
