import type {
  BegunSync,
  ProbeAnswer,
  RefreshAnswer,
  RegisteredWebhook,
  RemovedWebhook,
  SyncStepAnswer,
} from '../activities.js';
import type { Trouble } from '../failures.js';
import type { Credential } from '../messages.js';
import type { Act } from './acts.js';
import type { Moment } from './changes.js';
import { overcome } from './our-trouble.js';
import { afterClosing } from './outcomes-closing.js';
import { afterProbe, afterRefresh, afterRetire } from './outcomes-grant.js';
import { afterBegin, afterFinish, afterPassedSlot, afterStart, afterStep } from './outcomes-run.js';
import { afterWebhook } from './outcomes-webhook.js';
import type { AccountState } from './state.js';

/** An act that came to nothing, once its retries are used up. */
export interface Failed {
  readonly kind: 'failed';
  readonly trouble: Trouble;
  readonly type: string;
}

/** Histories from before it was decided with such care lack it, and go on as they did. */
export interface Careful {
  readonly careful?: boolean;
}
export interface Done {
  readonly kind: 'done';
}
/** The run is over: its numbers are published, or could not be stored and are given up. */
export interface Ended {
  readonly kind: 'ended';
  /** Asked where every chart was refused. */
  readonly probe: ProbeAnswer['kind'] | null;
}

/** What each act can come to. */
export interface Outcomes {
  retire: Done | Failed;
  /** `replaced`: another credential was taken over meanwhile; nobody waits for the answer any more. */
  refresh: ((RefreshAnswer | Failed) & Careful) | { readonly kind: 'replaced' };
  webhook: ({ readonly kind: 'done' } & RegisteredWebhook) | (Failed & Careful);
  'start-run': { readonly kind: 'started'; readonly runId: string; readonly careful: boolean };
  begin: ({ readonly kind: 'begun' } & BegunSync) | (Failed & Careful);
  /** `jitter`: milliseconds by which siblings that share a limit keep apart. */
  step: (SyncStepAnswer & { readonly jitter?: number }) | Failed;
  finish: Ended | Failed;
  probe: ProbeAnswer | { readonly kind: 'stored'; readonly credential: Credential | null } | Failed;
  'pass-slot': Done | Failed;
  'close-gate': Done;
  /** `done` once no event waits; `failed` if a fresh history comes first. */
  'drain-inbox': Done | Failed;
  'remove-webhook': ({ readonly kind: 'done' } & RemovedWebhook) | (Failed & Careful);
  'leave-webhook': Done;
  'delete-credentials': Done;
  'finish-disconnect': Done;
}

export type ActOf<Type extends Act['type']> = Extract<Act, { readonly type: Type }>;

type Transition<Type extends Act['type']> = (
  state: AccountState,
  at: Moment,
  outcome: Outcomes[Type],
  act: ActOf<Type>,
) => AccountState;

const TRANSITIONS: { readonly [Type in Act['type']]: Transition<Type> } = {
  retire: afterRetire,
  refresh: afterRefresh,
  webhook: afterWebhook,
  'start-run': afterStart,
  begin: afterBegin,
  step: afterStep,
  finish: afterFinish,
  probe: afterProbe,
  'pass-slot': afterPassedSlot,
  'close-gate': afterClosing,
  'drain-inbox': afterClosing,
  'remove-webhook': afterClosing,
  'leave-webhook': afterClosing,
  'delete-credentials': afterClosing,
  'finish-disconnect': afterClosing,
};

/** The state while an act is under way: a wish for another look that comes meanwhile is not lost. */
export function begun(state: AccountState, act: Act): AccountState {
  return act.type === 'webhook' ? { ...state, webhookDue: false } : state;
}

/** The state after an act. Pure: with `nextAct` and the wishes this is all there is to an account. */
export function resolve<Type extends Act['type']>(
  state: AccountState,
  at: Moment,
  outcome: Outcomes[Type],
  act: ActOf<Type>,
): AccountState {
  const transition = TRANSITIONS[act.type] as unknown as Transition<Type>;
  const after = transition(state, at, outcome, act);
  return hasServed(outcome) ? overcome(after, act) : after;
}

/** Whether our own parts have done what the act needed; what RevenueCat said to it is another matter. */
function hasServed(outcome: { readonly kind: string; readonly trouble?: Trouble }): boolean {
  return outcome.kind === 'failed' ? outcome.trouble === 'provider' : outcome.kind !== 'replaced';
}
