/** A minute, and what may lie between the grant of a send and its arrival at RevenueCat; milliseconds. */
export const WINDOW = 64_000;
/** How long the place of somebody who was told to wait is kept for them, beyond that wait. */
const LATENESS = 5_000;
/** Room is left for others who wait and will be back in a moment. */
const SHORT_WAIT = 1_000;

/** Whose turn it is among those who share a limit: who asks out of turn first, then whose numbers are the oldest. */
export interface Turn {
  /** Account, or attempt to connect. */
  readonly who: string;
  /** A person waits: a first sync, "sync now", an attempt to connect. */
  readonly urgent: boolean;
  /** When its numbers were published last, in milliseconds; 0 for never. */
  readonly publishedAt: number;
}

/** Somebody who was told to wait; their place is kept until then. */
export interface Waiting extends Turn {
  readonly keptUntil: number;
}

/** What is known of one developer's limit, by one clock; times in milliseconds. */
export interface Budget {
  readonly perMinute: number;
  /** Our sends of the last minute. */
  readonly sent: readonly number[];
  /** Sends of somebody else that RevenueCat counted beside ours, and until when that is believed. */
  readonly others: number;
  readonly othersUntil: number;
  readonly blockedUntil: number;
  readonly waiting: readonly Waiting[];
}

export interface Decision {
  /** Null: one send is granted. */
  readonly wait: number | null;
  readonly sent: readonly number[];
  readonly waiting: readonly Waiting[];
}

/**
 * Grants one send, or says how long nothing may be sent. No minute ever holds more of our sends than the limit less what
 * others use; of those who wait, the first in order goes first.
 */
export function decide(budget: Budget, turn: Turn, now: number): Decision {
  const sent = budget.sent.filter((time) => time > now - WINDOW).sort((a, b) => a - b);
  const waiting = budget.waiting.filter(({ who, keptUntil }) => who !== turn.who && keptUntil > now);
  const wait = waitOf(budget, turn, sent, waiting, now);
  if (wait === null) return { wait, sent: [...sent, now], waiting };
  return { wait, sent, waiting: [...waiting, { ...turn, keptUntil: now + wait + LATENESS }] };
}

function waitOf(
  budget: Budget,
  turn: Turn,
  sent: readonly number[],
  waiting: readonly Waiting[],
  now: number,
): number | null {
  if (budget.blockedUntil > now) return budget.blockedUntil - now;
  const others = budget.othersUntil > now ? budget.others : 0;
  // Others never take all of it: one of ours a minute finds out whether they have stopped.
  const free = Math.max(1, budget.perMinute - others) - sent.length;
  const ahead = waiting.filter((other) => isBefore(other, turn)).length;
  if (free > ahead) return null;
  if (free > 0) return SHORT_WAIT;
  // So many of our sends have to be over before there is room for those ahead and for this one.
  const last = sent[Math.min(ahead - free, sent.length - 1)] ?? now;
  return Math.max(SHORT_WAIT, last + WINDOW - now);
}

function isBefore(one: Turn, other: Turn): boolean {
  if (one.urgent !== other.urgent) return one.urgent;
  if (one.publishedAt !== other.publishedAt) return one.publishedAt < other.publishedAt;
  return one.who < other.who;
}
