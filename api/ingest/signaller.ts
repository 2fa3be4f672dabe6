import type { Client } from '@temporalio/client';

import type { Logger } from '../../clients/log.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { type EventsArrived, eventsArrivedSignal } from '../../workflows/messages.js';
import {
  type Arrivals,
  arrivalsOf,
  type ArrivedEvent,
  messageOf,
  MOST_SAMPLES,
  together,
} from './arrivals.js';
import type { ClaimSignal } from './signal-claims.js';

/** Pace of the signals; times in milliseconds. */
export interface SignalPace {
  /** Between two signals of one account: while few events come, and while many do. */
  readonly shortestGap: number;
  readonly longestGap: number;
  /** Without an event for so long, a flow is over: what it left is told after the shortest gap. */
  readonly calm: number;
  /** Most signals a second, all accounts together. */
  readonly perSecond: number;
}

export const SIGNAL_PACE: SignalPace = { shortestGap: 1_000, longestGap: 3_000, calm: 250, perSecond: 30 };

/** A signal that takes longer is given up: rows wait in the inbox, and the next signal, the sweep or a sync finds them. */
const DEADLINE = 5_000;
const MINUTE = 60_000;

interface Account {
  readonly projectId: string;
  pending: Arrivals | null;
  gap: number;
  /** On the monotonic clock: no signal before; and none before it if the flow is over. */
  notBefore: number;
  notBeforeInCalm: number;
  lastArrival: number;
  underWay: boolean;
}

/** Sends one signal by handle: it reaches a running workflow and starts none, so a late event revives nobody. */
export async function signalEventsArrived(
  temporal: Client,
  accountId: string,
  arrived: EventsArrived,
): Promise<void> {
  await temporal.withDeadline(Date.now() + DEADLINE, () =>
    temporal.workflow.getHandle(accountWorkflowId(accountId)).signal(eventsArrivedSignal, arrived),
  );
}

/**
 * Tells account workflows that events wait, after they are stored. One signal per account is under way, carrying all that
 * came since the last one; among several processes it is the one that could claim it. Failures are not repeated: the rows
 * count, not the signal.
 */
export class Signaller {
  readonly #temporal: Client;
  readonly #log: Logger;
  readonly #pace: SignalPace;
  readonly #claim: ClaimSignal;
  readonly #accounts = new Map<string, Account>();
  readonly #sends = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #freeAt = 0;
  #failures = 0;
  #complainAt = 0;

  constructor(temporal: Client, log: Logger, claim: ClaimSignal, pace: SignalPace = SIGNAL_PACE) {
    this.#temporal = temporal;
    this.#log = log;
    this.#pace = pace;
    this.#claim = claim;
  }

  arrived(event: ArrivedEvent): void {
    if (this.#closed) return;
    const account = this.#accountOf(event);
    const isFirst = account.pending === null;
    account.pending = together(account.pending, arrivalsOf(event));
    account.lastArrival = performance.now();
    if (isFirst) this.#schedule();
  }

  /** Ends the signals under way; what has not been sent is found by the sweep. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#sends);
  }

  #accountOf({ projectId, accountId }: ArrivedEvent): Account {
    const known = this.#accounts.get(accountId);
    if (known !== undefined) return known;
    const account: Account = {
      projectId,
      pending: null,
      gap: this.#pace.shortestGap,
      notBefore: 0,
      notBeforeInCalm: 0,
      lastArrival: 0,
      underWay: false,
    };
    this.#accounts.set(accountId, account);
    return account;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const due = [...this.#accounts.values()]
      .filter(({ pending, underWay }) => pending !== null && !underWay)
      .map((account) => this.#dueAt(account));
    if (due.length === 0) return;
    const at = Math.max(Math.min(...due), this.#freeAt);
    this.#timer = setTimeout(() => this.#sendNext(), Math.max(0, at - performance.now()));
  }

  /** One account, the one that has waited longest for its turn; its place at the end keeps the turns fair. */
  #sendNext(): void {
    const now = performance.now();
    for (const [accountId, account] of this.#accounts) {
      const { pending, underWay } = account;
      if (underWay || this.#dueAt(account) > now) continue;
      this.#accounts.delete(accountId);
      // Idle for a whole gap: forgotten, and soon again the next time.
      if (pending === null) continue;
      this.#accounts.set(accountId, account);
      this.#freeAt = now + 1_000 / this.#pace.perSecond;
      this.#send(accountId, account, pending);
      break;
    }
    this.#schedule();
  }

  /** While events keep coming after the whole gap; the rest of a flow that is over need not wait for that. */
  #dueAt({ notBefore, notBeforeInCalm, lastArrival }: Account): number {
    return Math.min(notBefore, Math.max(notBeforeInCalm, lastArrival + this.#pace.calm));
  }

  #send(accountId: string, account: Account, pending: Arrivals): void {
    if (performance.now() < account.notBefore) account.gap = this.#pace.shortestGap;
    account.pending = null;
    account.underWay = true;
    const send = this.#tell(accountId, account, pending)
      .catch((error: unknown) => {
        this.#complain(error);
        return null;
      })
      .then((wait) => {
        const now = performance.now();
        this.#sends.delete(send);
        account.underWay = false;
        account.notBefore = now + (wait ?? account.gap);
        account.notBeforeInCalm = now + (wait ?? this.#pace.shortestGap);
        this.#schedule();
      });
    this.#sends.add(send);
  }

  /** @returns milliseconds until the account's next turn, where others say; null for after its own gap. */
  async #tell(accountId: string, account: Account, pending: Arrivals): Promise<number | null> {
    const wait = await this.#claim({ projectId: account.projectId, accountId }, account.gap);
    if (wait === null) return 0;
    if (wait > 0) {
      account.pending = account.pending === null ? pending : together(pending, account.pending);
      return wait;
    }
    // More than a signal can name: a steady flow, for which fewer, fuller signals do.
    const busy = pending.count > MOST_SAMPLES;
    account.gap = busy ? this.#pace.longestGap : this.#pace.shortestGap;
    await signalEventsArrived(this.#temporal, accountId, messageOf(pending));
    return null;
  }

  #complain(error: unknown): void {
    this.#failures += 1;
    const now = performance.now();
    if (now < this.#complainAt) return;
    this.#log.warn({ err: error, signals: this.#failures }, 'signal.failed');
    this.#failures = 0;
    this.#complainAt = now + MINUTE;
  }
}
