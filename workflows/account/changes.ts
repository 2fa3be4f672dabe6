import type { AccountRef } from '../activities.js';
import { judged } from './health.js';
import type { AccountState, Health, HealthCause } from './state.js';

/** Not yet written timeline entries that are kept while Postgres is away; older ones go first. */
const MOST_PENDING_ENTRIES = 50;

/** What a change of the state may know besides the state: whose it is, and the time in milliseconds. */
export interface Moment {
  readonly ref: AccountRef;
  readonly now: number;
}

/** A change that people should see: the row follows every new revision. */
export function changed(state: AccountState, patch: Partial<AccountState>): AccountState {
  return { ...state, ...patch, revision: state.revision + 1 };
}

/** Adds to the timeline. The id is the account's own count, so that a repeated write is the same entry. */
export function noted(
  state: AccountState,
  { ref, now }: Moment,
  kind: string,
  message: string,
  cause: string | null = null,
): AccountState {
  const entry = { id: `${ref.generation}-${state.revision + 1}-${kind}`, at: now, kind, cause, message };
  return changed(state, { timeline: [...state.timeline, entry].slice(-MOST_PENDING_ENTRIES) });
}

/** Takes a verdict about the account in, as far as it changes the health; both edges go to the timeline. */
export function withHealth(
  state: AccountState,
  at: Moment,
  cause: HealthCause | null,
  detail: string | null = null,
): AccountState {
  return withJudged(state, at, judged(state.health, cause, detail, at.now));
}

/** A new grant, or the newer version of a lost one, ends every cause, dead ones too. */
export function healed(state: AccountState, at: Moment): AccountState {
  return withJudged(state, at, { cause: null, detail: null, since: at.now });
}

function withJudged(state: AccountState, at: Moment, health: Health): AccountState {
  const before = state.health;
  if (health === before) return state;
  const after = changed(state, { health });
  if (health.cause === before.cause) return after;
  return health.cause === null
    ? noted(after, at, 'healthy', 'Healthy again.', before.cause)
    : noted(after, at, 'unhealthy', 'Needs attention.', health.cause);
}
