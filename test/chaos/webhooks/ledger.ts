import type { Attempt, Delivery } from '../../../simulator/webhooks/delivery.js';
import type { Account } from './accounts.js';

/**
 * What was sent: an event to the address of its account, one to the bare address with an app that is known there, one with an
 * app that nobody knows; JSON that is no event; what is no JSON; an event with a token that is nobody's.
 */
export type Kind = 'named' | 'bare' | 'unrouted' | 'quarantined' | 'not-json' | 'wrong-token';

/** One id, and everything that was tried with it. */
export interface Entry {
  /** The event's, or the one that its quarantine entry will have. */
  readonly id: string;
  readonly kind: Kind;
  readonly account: Account;
  readonly type: string;
  /** Why it is quarantined. */
  readonly reason: string | null;
  /** In US dollars, if it is processed. */
  readonly revenue: string;
  readonly body: string;
  /** The first, and every one that repeats it. */
  readonly deliveries: Delivery[];
}

/** The sender's own book: every id it has sent, and every answer. */
export class Ledger {
  readonly entries = new Map<string, Entry>();

  add(entry: Entry): void {
    this.entries.set(entry.id, entry);
  }
}

export function attemptsOf({ deliveries }: Entry): Attempt[] {
  return deliveries.flatMap(({ attempts }) => attempts);
}

/** Whether we have said that it is safe. */
export function isAcknowledged(entry: Entry): boolean {
  return attemptsOf(entry).some(({ status }) => status === 200);
}

/** Whether it may be stored although nobody said so: the answer was lost, or its time was over before it was stored. */
export function mayBeStored(entry: Entry): boolean {
  return attemptsOf(entry).some(({ status }) => status === 200 || status === 503 || status === null);
}

export const isPending = ({ deliveries }: Entry): boolean =>
  deliveries.some(({ status }) => status === 'pending');
