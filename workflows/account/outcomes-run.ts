import { changed, type Moment, withHealth } from './changes.js';
import { emptySlot, type Verdict, verdictOfRun } from './health.js';
import { afterTrouble, troubled } from './our-trouble.js';
import type { ActOf, Failed, Outcomes } from './outcomes.js';
import { credentialMissing } from './outcomes-grant.js';
import { minuteOf, slotAfterNow } from './schedule.js';
import type { AccountState, Run, StepStatus } from './state.js';
import { disconnecting } from './wishes.js';

/** How often one step may wait for RevenueCat's limit or be repeated before the run goes on without it. */
const PATIENCE = 40;
/** In minutes. */
const LEAST_WAIT = 1 / 60;
const HOUR = 60;

export function afterStart(
  state: AccountState,
  at: Moment,
  { runId, careful }: Outcomes['start-run'],
  { kind }: ActOf<'start-run'>,
): AccountState {
  const { nextSlot } = state;
  const scheduled = kind === 'scheduled';
  const run: Run = {
    id: runId,
    kind,
    slot: scheduled ? nextSlot : at.now,
    steps: [],
    begun: false,
    from: '',
    asOf: '',
    currency: '',
    results: {},
    notBefore: 0,
    patience: 0,
    refreshedAfter401: false,
    ...(careful && { startedAt: at.now }),
  };
  return changed(state, {
    run,
    wanted: null,
    nextSlot: scheduled ? slotAfterNow(state, at) : nextSlot,
    // A run is also a look into the inbox: a signal may have been lost.
    inboxDirty: true,
  });
}

export function afterBegin(
  state: AccountState,
  at: Moment,
  outcome: Outcomes['begin'],
  act: ActOf<'begin'>,
): AccountState {
  if (outcome.kind === 'failed') {
    if (outcome.trouble === 'ours') return afterTrouble(state, at, outcome, act);
    if (outcome.type === 'StaleGeneration' && outcome.careful) return superseded(state, at);
    // A fault of our own, most likely: said so, and tried again at the next slot.
    return changed(outcome.careful ? troubled(state, at, outcome, act) : state, { run: null });
  }
  const { cadence, from, asOf, currency, steps } = outcome;
  const run = { ...runOf(state), from, asOf, currency, steps, begun: true };
  return changed(state, { run, cadence });
}

/**
 * The account was connected anew meanwhile, so this workflow should be over: a restored server has brought it back. It ends
 * as in a disconnect, of which nothing reaches the row of the later generation; the reconciler then starts the right one.
 */
function superseded(state: AccountState, at: Moment): AccountState {
  const { timeline } = state;
  const { closing, ...after } = disconnecting({ ...state, run: null }, at);
  // The owner asked for nothing; webhook and history are the later generation's.
  return { ...after, timeline, closing: closing && { ...closing, webhook: 'not_ours' } };
}

export function afterStep(
  state: AccountState,
  at: Moment,
  outcome: Outcomes['step'],
  act: ActOf<'step'>,
): AccountState {
  const { step, credentialId } = act;
  // A reconnect came in between: the step is simply done again with the new credential.
  if (state.credential.id !== credentialId) return state;
  switch (outcome.kind) {
    case 'done':
      return recorded(state, step, outcome.status);
    case 'missing':
      return credentialMissing(state, at);
    case 'wait':
      return again(state, at, step, outcome.wait + (outcome.jitter ?? 0));
    case 'unauthorized':
      return unauthorized(state, at, step, outcome.version);
    case 'failed':
      return failedStep(state, at, act, outcome);
  }
}

/** The mutex makes a 401 mean something: nobody refreshed meanwhile. One refresh, one more try, then believe it. */
function unauthorized(state: AccountState, at: Moment, step: string, version: number): AccountState {
  const { credential } = state;
  const rejected: StepStatus = { outcome: 'unauthorized', calls: 1, httpStatus: 401, detail: null };
  if (credential.kind === 'api_key') {
    return recorded(withHealth(state, at, 'api_key_rejected'), step, rejected);
  }
  // Read before the newest version was stored.
  if (version < credential.version) return again(state, at, step, 0);
  const run = runOf(state);
  if (run.refreshedAfter401) return recorded(state, step, rejected);
  return { ...state, refreshWanted: true, run: { ...run, refreshedAfter401: true, patience: 0 } };
}

function failedStep(state: AccountState, at: Moment, act: ActOf<'step'>, failure: Failed): AccountState {
  const { step } = act;
  const { trouble, type } = failure;
  const missed = { calls: 1, httpStatus: null, detail: type };
  if (trouble === 'provider') return recorded(state, step, { ...missed, outcome: 'transient' });
  // A fault of this very step: it costs its own metric and no other.
  if (trouble === 'unknown') return recorded(state, step, { ...missed, outcome: 'unexpected' });
  const run = runOf(state);
  // A step that takes every worker down with it must not be tried for ever.
  if (type === 'TimedOut' && run.patience >= PATIENCE) {
    return recorded(state, step, { ...missed, outcome: 'unexpected' });
  }
  return afterTrouble({ ...state, run: { ...run, patience: run.patience + 1 } }, at, failure, act);
}

/** Waits for RevenueCat's limit; not for ever. */
function again(state: AccountState, at: Moment, step: string, wait: number): AccountState {
  const run = runOf(state);
  if (hasWaitedEnough(state, run, at.now)) {
    return recorded(state, step, { outcome: 'transient', calls: 0, httpStatus: null, detail: 'RateLimited' });
  }
  const notBefore = at.now + Math.max(LEAST_WAIT * minuteOf(state.cadence), wait);
  const patience = run.startedAt === undefined ? run.patience + 1 : run.patience;
  return { ...state, run: { ...run, patience, notBefore } };
}

/** By the clock, since most waits are for siblings that share the limit: two intervals, and never less than an hour. */
function hasWaitedEnough({ cadence }: AccountState, run: Run, now: number): boolean {
  if (run.startedAt === undefined) return run.patience >= PATIENCE;
  return now - run.startedAt > Math.max(HOUR * minuteOf(cadence), 2 * cadence.syncInterval);
}

function recorded(state: AccountState, step: string, status: StepStatus): AccountState {
  const run = runOf(state);
  return { ...state, run: { ...run, results: { ...run.results, [step]: status }, patience: 0 } };
}

export function afterFinish(
  state: AccountState,
  at: Moment,
  outcome: Outcomes['finish'],
  act: ActOf<'finish'>,
): AccountState {
  if (outcome.kind === 'failed') return afterTrouble(state, at, outcome, act);
  const { manageWebhook, webhookIntegrationId, nextSlot } = state;
  const after = changed(state, {
    run: null,
    refreshWanted: false,
    // A run that outlasted a slot has answered for it: no second run right behind the first.
    nextSlot: nextSlot <= at.now ? slotAfterNow(state, at) : nextSlot,
    webhookDue: manageWebhook || webhookIntegrationId !== null,
  });
  // A reconnect came in between: what the run met says nothing about the new credential.
  if (state.credential.id !== act.credentialId) return after;
  return heeded(after, at, verdictOfRun(after, runOf(state), outcome.probe));
}

/** A slot without a run; if RevenueCat was away, it counts towards calling it unavailable. */
export function afterPassedSlot(
  state: AccountState,
  at: Moment,
  outcome: Outcomes['pass-slot'],
  act: ActOf<'pass-slot'>,
): AccountState {
  if (outcome.kind === 'failed' && outcome.trouble === 'ours') return afterTrouble(state, at, outcome, act);
  const after = changed(state, { nextSlot: slotAfterNow(state, at) });
  const isTheirs = act.cause === 'provider_unavailable' && act.status === 'failed';
  return isTheirs ? heeded(after, at, emptySlot(after, 'provider_unavailable')) : after;
}

function heeded(state: AccountState, at: Moment, { cause, detail, ...counted }: Verdict): AccountState {
  const after = { ...state, ...counted };
  return cause === undefined ? after : withHealth(after, at, cause, detail);
}

function runOf({ run }: AccountState): Run {
  if (run === null) throw new Error('No sync run is under way.');
  return run;
}
