import type { ProbeAnswer } from '../activities.js';
import {
  type AccountState,
  type Health,
  HEALTH_CAUSES,
  type HealthCause,
  isDead,
  type Run,
  type StepStatus,
} from './state.js';

/** Slots in a row that RevenueCat left empty, after which the account counts as unhealthy. */
const MOST_EMPTY_SLOTS = 2;

/** A verdict about the account; `null` means healthy. `undefined` leaves things as they are. */
export interface Verdict extends Pick<AccountState, 'transientSlots' | 'transientUntil'> {
  readonly cause: HealthCause | null | undefined;
  readonly detail: string | null;
}

/** What a run can find out; everything else is decided by the refresh or the probe, and a run leaves it alone. */
const DECIDED_BY_RUNS: readonly (HealthCause | null)[] = [
  null,
  'insufficient_scope',
  'project_access_lost',
  'provider_unavailable',
  'unexpected_response',
];

/** Found by a refresh, which also names the scopes that are missing; so it is for a refresh to clear. */
export function foundByRefresh({ cause, detail }: Health): boolean {
  return cause === 'client_misconfigured' || (cause === 'insufficient_scope' && detail !== null);
}

/**
 * What a finished run says about the account.
 * One chart that answers proves grant, scope and project; a refused chart among others that answer is that chart's own.
 *
 * @param state as the run leaves it, with the slot that comes next.
 * @param probe whether the RevenueCat project is still listed, asked when every chart was refused.
 */
export function verdictOfRun(state: AccountState, run: Run, probe: ProbeAnswer['kind'] | null): Verdict {
  const statuses = statusesOf(run);
  const { health } = state;
  if (statuses.length === 0 || !DECIDED_BY_RUNS.includes(health.cause) || foundByRefresh(health)) {
    return unchanged(state);
  }
  if (statuses.some(({ outcome }) => outcome === 'fetched')) return settled(null);
  const detail = statuses.map((status) => status.detail).find((text) => text) ?? null;
  if (allRefused(run)) return refusedVerdict(state, probe, detail);
  const missed = statuses.filter(({ outcome }) => outcome === 'transient' || outcome === 'unauthorized');
  if (missed.length === 0) return settled('unexpected_response', detail);
  // RevenueCat may have been in trouble all through, or only with some charts, while none of the others can be read.
  return missed.length === statuses.length
    ? emptySlot(state, 'provider_unavailable')
    : emptySlot(state, 'unexpected_response', detail);
}

const NOT_ANSWERED: StepStatus = { outcome: 'transient', calls: 0, httpStatus: null, detail: null };

function statusesOf(run: Run): StepStatus[] {
  const charts = run.steps.filter((step) => step.startsWith('chart:'));
  return charts.map((step) => run.results[step] ?? NOT_ANSWERED);
}

/** Whether every chart was refused for want of access: 403 or 404. Other refusals are about the question. */
export function allRefused(run: Run): boolean {
  const statuses = statusesOf(run);
  const forAccess = ({ outcome, httpStatus }: StepStatus) =>
    outcome === 'refused' && (httpStatus === 403 || httpStatus === 404);
  return statuses.length > 0 && statuses.every(forAccess);
}

function refusedVerdict(
  state: AccountState,
  probe: ProbeAnswer['kind'] | null,
  detail: string | null,
): Verdict {
  switch (probe) {
    case 'not_listed':
      return settled('project_access_lost');
    case 'listed':
    case 'forbidden':
      return settled('insufficient_scope');
    case 'unknown':
      return settled('unexpected_response', detail);
    case null:
      // The list did not come: what the refusals mean shows at another slot.
      return emptySlot(state, 'unexpected_response', detail);
    case 'unauthorized':
    case 'wait':
    case 'missing':
      return unchanged(state);
  }
}

/** A slot that RevenueCat left empty, in whole or in part by not answering. What our own parts did is not its fault. */
export function emptySlot(state: AccountState, cause: HealthCause, detail: string | null = null): Verdict {
  const isOurs = state.ourTroubleSince !== null || state.heldUpByUs === true;
  if (isOurs || state.transientUntil === state.nextSlot) return unchanged(state);
  const transientSlots = state.transientSlots + 1;
  const counted = { transientSlots, transientUntil: state.nextSlot };
  return transientSlots < MOST_EMPTY_SLOTS
    ? { cause: undefined, detail: null, ...counted }
    : { cause, detail, ...counted };
}

function settled(cause: HealthCause | null, detail: string | null = null): Verdict {
  return { cause, detail, transientSlots: 0 };
}

function unchanged({ transientSlots }: AccountState): Verdict {
  return { cause: undefined, detail: null, transientSlots };
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
