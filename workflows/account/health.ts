import type { ProbeAnswer } from '../activities.js';
import {
  type AccountState,
  type Health,
  HEALTH_CAUSES,
  type HealthCause,
  isDead,
  type Run,
} from './state.js';

/** Slots in a row with nothing but transient failures after which RevenueCat counts as unavailable. */
const SLOTS_UNTIL_UNAVAILABLE = 2;

/** A verdict about the account; `null` means healthy. `undefined` leaves things as they are. */
export interface Verdict {
  readonly cause: HealthCause | null | undefined;
  readonly detail: string | null;
  readonly transientSlots: number;
}

/** What a run can find out; everything else is decided by the refresh or the probe, and a run leaves it alone. */
const DECIDED_BY_RUNS: readonly (HealthCause | null)[] = [
  null,
  'insufficient_scope',
  'project_access_lost',
  'provider_unavailable',
  'unexpected_response',
];

/**
 * What a finished run says about the account.
 * One chart that answers proves grant, scope and project; a refused chart among others that answer is that chart's own.
 *
 * @param probe whether the RevenueCat project is still listed, asked when every chart was refused.
 */
export function verdictOfRun(state: AccountState, run: Run, probe: ProbeAnswer['kind'] | null): Verdict {
  const none: Verdict = { cause: undefined, detail: null, transientSlots: state.transientSlots };
  const charts = run.steps.filter((step) => step.startsWith('chart:'));
  if (charts.length === 0 || !DECIDED_BY_RUNS.includes(state.health.cause)) return none;
  const statuses = charts.map((step) => run.results[step]);
  const outcomes = statuses.map((status) => status?.outcome ?? 'transient');
  if (outcomes.includes('fetched')) return { cause: null, detail: null, transientSlots: 0 };
  if (allRefused(run)) return { ...none, cause: causeOfProbe(probe), transientSlots: 0 };
  if (outcomes.every((outcome) => ['unexpected', 'refused'].includes(outcome))) {
    const detail = statuses.map((status) => status?.detail).find((text) => text) ?? null;
    return { cause: 'unexpected_response', detail, transientSlots: 0 };
  }
  return outcomes.every((outcome) => ['transient', 'unauthorized'].includes(outcome))
    ? transientSlot(state)
    : none;
}

/** Whether every chart was refused for want of access: 403 or 404. Other refusals are about the question. */
export function allRefused(run: Run): boolean {
  const charts = run.steps.filter((step) => step.startsWith('chart:'));
  return (
    charts.length > 0 &&
    charts.every((step) => {
      const status = run.results[step];
      return status?.outcome === 'refused' && (status.httpStatus === 403 || status.httpStatus === 404);
    })
  );
}

function causeOfProbe(probe: ProbeAnswer['kind'] | null): HealthCause | undefined {
  if (probe === 'not_listed') return 'project_access_lost';
  return probe === 'listed' || probe === 'forbidden' ? 'insufficient_scope' : undefined;
}

/** A slot in which RevenueCat did not answer. */
export function transientSlot(state: AccountState): Verdict {
  const transientSlots = state.transientSlots + 1;
  const cause = transientSlots >= SLOTS_UNTIL_UNAVAILABLE ? ('provider_unavailable' as const) : undefined;
  return { cause, detail: null, transientSlots };
}

/**
 * The health after a verdict. A dead grant is ended by reconnecting alone; a lesser cause never hides a graver one, except
 * among what runs decide, where the newest run knows best.
 */
export function judged(
  health: Health,
  cause: HealthCause | null,
  detail: string | null,
  now: number,
): Health {
  if (cause === health.cause && detail === health.detail) return health;
  if (isDead(health.cause) && !isDead(cause)) return health;
  const sameKind = DECIDED_BY_RUNS.includes(cause) && DECIDED_BY_RUNS.includes(health.cause);
  if (cause !== null && health.cause !== null && !sameKind && rank(cause) > rank(health.cause)) return health;
  return { cause, detail, since: cause === health.cause ? health.since : now };
}

function rank(cause: HealthCause): number {
  return HEALTH_CAUSES.indexOf(cause);
}
