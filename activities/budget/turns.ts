/** What RevenueCat's limits are counted in; milliseconds. */
const MINUTE = 60_000;

/** Within this a send is answered, or given up; above the longest that a call to RevenueCat may take; milliseconds. */
const LONGEST_CALL = 60_000;

/** Lengths that go by the minute; milliseconds. */
export interface Pace {
  /** How long a send takes up room once it is answered: a minute, and a second for clocks that count in seconds. */
  readonly window: number;
  /** How long somebody's place is kept for them beyond the time at which they are expected. */
  readonly lateness: number;
  readonly shortestWait: number;
}

/** @param minute in milliseconds; another than a minute where a test compresses time. */
export function paceOf(minute = MINUTE): Pace {
  const second = minute / 60;
  return { window: minute + second, lateness: 5 * second, shortestWait: second };
}

/** Whose turn it is among those who share a limit: what is urgent first, then whose numbers are the oldest. */
export interface Turn {
  /** Account, or attempt to connect. */
  readonly who: string;
  /** A person waits (a first sync, "sync now", an attempt to connect), or this one has waited for too long. */
  readonly urgent: boolean;
  /** When its numbers were published last, in milliseconds; 0 for never. */
  readonly publishedAt: number;
  /** Since when it is at it, in milliseconds: among those who never published, who came first. */
  readonly since: number;
  /** Sends it shall get in one go, this one included. */
  readonly left: number;
}

/** Somebody who comes again; their place is kept until then. */
export interface Place extends Turn {
  readonly keptUntil: number;
  /** Was granted a send just now, and is back for the next one as soon as that is answered. */
  readonly busy: boolean;
}

/** What is known of one developer's limit, by one clock; times in milliseconds. */
export interface Budget {
  readonly perMinute: number;
  /** When our sends were answered; those under way by the time at which they are given up. */
  readonly sent: readonly number[];
  /** Sends of somebody else that RevenueCat counted beside ours, and until when that is believed. */
  readonly others: number;
  readonly othersUntil: number;
  readonly blockedUntil: number;
  readonly waiting: readonly Place[];
}

export interface Decision {
  /** Null: one send is granted. */
  readonly wait: number | null;
  readonly sent: readonly number[];
  readonly waiting: readonly Place[];
}

/**
 * Grants one send, or says how long nothing may be sent. A send takes up room from its grant until a minute after its
 * answer: whenever in between it arrives, no minute at RevenueCat holds more of ours than the limit less what others use.
 * Of those who wait, the first in order goes first.
 */
export function decide(budget: Budget, turn: Turn, now: number, pace = paceOf()): Decision {
  // For twice as long as it counts: an answer that came late is compared with what was sent before it.
  const sent = budget.sent.filter((time) => time > now - 2 * pace.window).sort((a, b) => a - b);
  const places = budget.waiting.filter(({ who, keptUntil }) => who !== turn.who && keptUntil > now);
  const wait = waitOf(budget, turn, sent, places, now, pace);
  if (wait !== null) {
    const keptUntil = now + wait + pace.lateness;
    return { wait, sent, waiting: [...places, { ...turn, keptUntil, busy: false }] };
  }
  const next = { ...turn, left: turn.left - 1, keptUntil: now + pace.lateness, busy: true };
  return { wait, sent: [...sent, now + LONGEST_CALL], waiting: next.left > 0 ? [...places, next] : places };
}

/** @returns `sent` once the send that was granted at `at` is answered, or will not be. */
export function answered(sent: readonly number[], at: number, now: number): number[] {
  const place = sent.indexOf(at + LONGEST_CALL);
  return [...sent.filter((_time, index) => index !== place), now];
}

function waitOf(
  budget: Budget,
  turn: Turn,
  sent: readonly number[],
  places: readonly Place[],
  now: number,
  { window, lateness, shortestWait }: Pace,
): number | null {
  if (budget.blockedUntil > now) return budget.blockedUntil - now;
  const counting = sent.filter((time) => time > now - window);
  const others = budget.othersUntil > now ? budget.others : 0;
  // Others never take all of it: one of ours a minute finds out whether they have stopped.
  const limit = Math.max(1, budget.perMinute - others);
  const free = limit - counting.length;
  const before = places.filter((place) => isBefore(place, turn));
  const ahead = needOf(before);
  if (free > ahead) return null;
  // Only those are ahead who wait for an answer; RevenueCat may be slow, and then there is room for one more.
  if (free > needOf(before.filter(({ busy }) => !busy))) return lateness;
  // Which of the sends has to be over: each of those ahead needs one at least, so nobody comes later than their turn.
  const turns = Math.min(ahead - free, Math.max(before.length - free, limit - 1));
  // One that is under way will be answered in a moment.
  const over = Math.min(counting[turns % limit] ?? now, now) + window * (1 + Math.floor(turns / limit));
  return Math.max(shortestWait, over - now);
}

function needOf(places: readonly Place[]): number {
  return places.reduce((sum, { left }) => sum + left, 0);
}

function isBefore(one: Turn, other: Turn): boolean {
  if (one.urgent !== other.urgent) return one.urgent;
  if (one.publishedAt !== other.publishedAt) return one.publishedAt < other.publishedAt;
  if (one.since !== other.since) return one.since < other.since;
  return one.who < other.who;
}
