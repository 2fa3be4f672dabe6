import type { CrashPoint } from '../../activities/crash-points.js';

/** One activity under way in a worker process. */
export interface Step {
  readonly activity: string;
  readonly workflowId: string;
  readonly attempt: number;
  /** When this attempt began here; milliseconds. */
  readonly since: number;
  /** The last marked step it has passed, and the id that was named there. */
  point: CrashPoint | null;
  subject: string | null;
}

/** When a worker process is to end, and what it has to see first. */
export interface Orders {
  readonly point: CrashPoint;
  /** Passages of it that are let go by first, so that not always the first one is hit. */
  readonly skip: number;
  /** Accounts and connections, all different, that must have a step under way, and kinds of steps among these. */
  readonly accounts: number;
  readonly kinds: number;
  /** Vault's process, and where it is killed. */
  readonly vault: { readonly pid: number; readonly at: CrashPoint } | null;
  /** Where the note goes. */
  readonly file: string;
}

/** From the test to the worker process. `relax`: whatever is in flight; `end`: wherever it is. */
export type Command = { readonly arm: Orders } | { readonly relax: true } | { readonly end: true };

/** What a worker process wrote down right before it died. */
export interface Note {
  /** Null if it was ended wherever it was. */
  readonly point: CrashPoint | null;
  readonly at: number;
  /** Enough was in flight, as it was ordered. */
  readonly enough: boolean;
  readonly steps: readonly Step[];
}

/** Accounts and connections that have a step under way. */
export const accountsIn = (steps: readonly Step[]): number =>
  new Set(steps.map(({ workflowId }) => workflowId)).size;

export const kindsIn = (steps: readonly Step[]): number =>
  new Set(steps.map(({ activity }) => activity)).size;
