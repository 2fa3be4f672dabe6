/** What can be made to happen to a customer who exists already. */
export const interruptionKinds = [
  'cancel',
  'uncancel',
  'refund',
  'billing_issue',
  'change_product',
  'resubscribe',
] as const;
export type InterruptionKind = (typeof interruptionKinds)[number];

/** What can happen live: somebody new, or a turn in a known customer's life. */
export const liveEventKinds = ['trial', 'direct', 'one_time', ...interruptionKinds] as const;
export type LiveEventKind = (typeof liveEventKinds)[number];

/** A turn in a customer's life that the seed did not foresee. It changes only what comes after it. */
export interface Interruption {
  customerKey: string;
  /** Milliseconds. */
  at: number;
  kind: InterruptionKind;
}

/** Somebody first seen live, buying at once. */
export interface Newcomer {
  ordinal: number;
  /** Milliseconds. */
  at: number;
  beginning: 'trial' | 'direct' | 'one_time';
}

/** All that happened live to one RevenueCat project; with seed and creation date it fixes the book. */
export interface LiveHistory {
  newcomers: Newcomer[];
  interruptions: Interruption[];
  /** Everything that happened up to here was offered to the project's webhooks; null = never yet. */
  announcedThrough: number | null;
}
