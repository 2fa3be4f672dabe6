import { type Act, nextAct } from '../../workflows/account/acts.js';
import { type Outcomes, resolve } from '../../workflows/account/outcomes.js';
import type { AccountState } from '../../workflows/account/state.js';
import { HOUR, moment } from './states.js';

/** What the world answers to an act; what is not said goes well. */
export type World = {
  readonly [Type in Act['type']]?: (state: AccountState, now: number) => Outcomes[Type];
};

/** An act that took place. Age of the token pair at that time, in milliseconds. */
export interface Deed {
  readonly type: Act['type'];
  readonly at: number;
  readonly age: number;
}

/** A new pair that lives for an hour. */
export function renewed({ credential }: AccountState, now: number): Outcomes['refresh'] {
  const pair = { version: credential.version + 1, obtainedAt: now, accessExpiresAt: now + HOUR };
  return { kind: 'refreshed', credential: { ...credential, ...pair }, missingScopes: [] };
}

const STEPS = ['chart:mrr'];
const FETCHED = { outcome: 'fetched', calls: 1, httpStatus: null, detail: null } as const;
const GOES_WELL: World = {
  refresh: renewed,
  'start-run': (_state, now) => ({ kind: 'started', runId: `run-${now}`, careful: true }),
  begin: ({ cadence }) => ({
    ...{ kind: 'begun', from: '', asOf: '', currency: 'USD', steps: STEPS, cadence },
  }),
  step: () => ({ kind: 'done', status: FETCHED }),
  finish: () => ({ kind: 'ended', probe: null }),
  'pass-slot': () => ({ kind: 'done' }),
};

/**
 * Lives through a stretch of an account's time without a clock: each act takes a second, waits pass at once.
 *
 * @returns the state at the end, and what was done.
 */
export function live(
  begin: AccountState,
  { from, until }: { readonly from: number; readonly until: number },
  world: World = {},
): { readonly state: AccountState; readonly deeds: readonly Deed[] } {
  const deeds: Deed[] = [];
  let state = begin;
  for (let now = from; now < until;) {
    const act = nextAct(state, now);
    if (act.type === 'wait') {
      now = Math.max(now + 1, act.until ?? until);
      continue;
    }
    deeds.push({ type: act.type, at: now, age: now - state.credential.obtainedAt });
    const answer = (world[act.type] ?? GOES_WELL[act.type]) as
      ((state: AccountState, now: number) => Outcomes[Act['type']]) | undefined;
    if (answer === undefined) throw new Error(`Nobody said what becomes of ${act.type}.`);
    now += 1_000;
    // What nobody writes down here must not grow for 60 days.
    state = { ...resolve(state, moment(now), answer(state, now), act), timeline: [] };
  }
  return { state, deeds };
}
