import type { Run } from '../../workflows/account/state.js';

/** One developer's accounts and RevenueCat as they meet it; times in milliseconds. */
export interface Fleet {
  readonly accounts: number;
  readonly perMinute: number;
  /** What is wanted: `SYNC_INTERVAL`. */
  readonly interval: number;
  /** How long RevenueCat takes for a chart, on average. */
  readonly chartTakes: number;
  readonly lasts: number;
  /** Of so many accounts somebody asks for a sync, over and over. */
  readonly askedFor?: { readonly accounts: number; readonly every: number };
}

/** A run that published. */
export interface Publication {
  /** Number of the account. */
  readonly account: number;
  readonly kind: Run['kind'];
  readonly begunAt: number;
  readonly at: number;
}

export interface Lived {
  /** The stretched interval that its accounts were told. */
  readonly interval: number;
  readonly from: number;
  readonly until: number;
  readonly publications: readonly Publication[];
  /** When charts were asked for at RevenueCat. */
  readonly sends: readonly number[];
  /** How often the budget was asked for one. */
  readonly asks: number;
  /** How long somebody who asked for a sync waited for its numbers. */
  readonly waits: readonly number[];
}
