/** What can be made to happen to a customer who exists already. */
export const interruptionKinds = [
  'cancel',
  'uncancel',
  'refund',
  'refund_reversed',
  'refund_earlier',
  'billing_issue',
  'recover',
  'change_product',
  'upgrade',
  'extend',
  'transfer',
  'resubscribe',
] as const;
export type InterruptionKind = (typeof interruptionKinds)[number];

/** How somebody can begin live. */
export const liveBeginnings = ['trial', 'direct', 'intro', 'one_time', 'family_share'] as const;
export type LiveBeginning = (typeof liveBeginnings)[number];

/** What can happen live: somebody new, or a turn in a known customer's life. */
export const liveEventKinds = [...liveBeginnings, ...interruptionKinds] as const;
export type LiveEventKind = (typeof liveEventKinds)[number];

/** A turn in a customer's life that the seed did not foresee. It changes only what comes after it. */
export interface Interruption {
  customerKey: string;
  /** Milliseconds; in the past for what RevenueCat got to know late. */
  at: number;
  kind: InterruptionKind;
  /** When RevenueCat got to know of it, if later than `at`. Milliseconds. */
  reportedAt?: number;
}

/** Somebody first seen live, buying at once. */
export interface Newcomer {
  ordinal: number;
  /** Milliseconds; in the past for what RevenueCat got to know late. */
  at: number;
  beginning: LiveBeginning;
  /** As for an interruption. */
  reportedAt?: number;
}

/** All that happened live to one RevenueCat project; with seed and creation date it fixes the book. */
export interface LiveHistory {
  newcomers: Newcomer[];
  interruptions: Interruption[];
  /** Everything that happened up to here was offered to the project's webhooks; null = never yet. */
  announcedThrough: number | null;
}

export function emptyHistory(): LiveHistory {
  return { newcomers: [], interruptions: [], announcedThrough: null };
}
