import type { Logger } from 'pino';

import type { BookEvent } from '../book/event.js';
import {
  type Interruption,
  type InterruptionKind,
  interruptionKinds,
  type LiveEventKind,
  type LiveHistory,
} from '../book/live-history.js';
import { randomFor } from '../book/random.js';
import type { BookShelf } from '../book/shelf.js';
import { type Clock, SECOND } from '../clock.js';
import type { RevenueCatProject } from '../state/accounts.js';
import type { Store } from '../state/store.js';
import type { Dispatcher } from './dispatcher.js';

/** What happens how often when nobody chooses. */
const weights: readonly (readonly [LiveEventKind, number])[] = [
  ['trial', 35],
  ['direct', 25],
  ['cancel', 14],
  ['resubscribe', 8],
  ['refund', 5],
  ['one_time', 4],
  ['uncancel', 3],
  ['billing_issue', 3],
  ['change_product', 3],
];

/**
 * Makes things happen now: recorded in the state, part of the book from then on, and announced by webhook. While it runs
 * it also announces what the seed foresaw for these minutes.
 */
export class LiveFeed {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #books: BookShelf;
  readonly #dispatcher: Dispatcher;
  #timer: NodeJS.Timeout | undefined;
  #drawn = 0;

  constructor(parts: { store: Store; clock: Clock; log: Logger; books: BookShelf; dispatcher: Dispatcher }) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#books = parts.books;
    this.#dispatcher = parts.dispatcher;
  }

  /** Starts, restarts or stops the clockwork as the settings say. */
  restart(): void {
    clearInterval(this.#timer);
    const { liveEventsSeconds } = this.#store.state.settings;
    if (liveEventsSeconds > 0) this.#timer = setInterval(() => this.#tick(), liveEventsSeconds * SECOND);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Makes one thing happen, announces it, and returns its events; none if nobody is in a state for it. */
  happen(project: RevenueCatProject, kind: LiveEventKind = this.#draw()): BookEvent[] {
    const history = this.#history(project);
    const news = isInterruption(kind)
      ? this.#interruption(project, history, kind)
      : { ordinal: history.newcomers.length, at: this.#clock(), beginning: kind };
    if (!news) return [];
    if ('ordinal' in news) history.newcomers.push(news);
    else history.interruptions.push(news);
    this.#store.touch();
    const events = this.#books.learn(project, news).filter(({ at }) => at === news.at);
    for (const event of events) this.#dispatcher.announce(project, event);
    return events;
  }

  #tick(): void {
    const { state } = this.#store;
    for (const project of state.projects) {
      if (!state.integrations.some(({ projectId }) => projectId === project.id)) continue;
      try {
        this.#announceForeseen(project);
        this.happen(project);
      } catch (error) {
        this.#log.error({ err: error, project: project.id }, 'live_feed.failed');
      }
    }
  }

  /** Announces what the seed foresaw since last time; what happened live was announced when it did. */
  #announceForeseen(project: RevenueCatProject): void {
    const history = this.#history(project);
    const now = this.#clock();
    const since = history.announcedThrough ?? now;
    const live = new Set([...history.newcomers, ...history.interruptions].map(({ at }) => at));
    const { events } = this.#books.book(project, now);
    const first = events.findLastIndex(({ at }) => at <= since) + 1;
    for (const event of events.slice(first)) {
      if (!live.has(event.at)) this.#dispatcher.announce(project, event);
    }
    history.announcedThrough = now;
    this.#store.touch();
  }

  #interruption(
    project: RevenueCatProject,
    { interruptions }: LiveHistory,
    kind: InterruptionKind,
  ): Interruption | null {
    const customers = this.#books
      .customers(project)
      .filter(({ environment }) => environment === 'PRODUCTION');
    const offset = this.#random().between(0, Math.max(0, customers.length - 1));
    const shuffled = [...customers.slice(offset), ...customers.slice(0, offset)];
    const found = shuffled.find((customer) => this.#books.life(project, customer).possible().includes(kind));
    if (!found) return null;
    const latest = interruptions.findLast(({ customerKey }) => customerKey === found.key)?.at ?? 0;
    return { customerKey: found.key, at: Math.max(this.#clock(), latest + 1), kind };
  }

  #draw(): LiveEventKind {
    return this.#random().pick(weights);
  }

  #random() {
    this.#drawn += 1;
    return randomFor(`${this.#clock()}/${this.#drawn}`);
  }

  #history({ id }: RevenueCatProject): LiveHistory {
    return (this.#store.state.live[id] ??= { newcomers: [], interruptions: [], announcedThrough: null });
  }
}

function isInterruption(kind: LiveEventKind): kind is InterruptionKind {
  return (interruptionKinds as readonly string[]).includes(kind);
}
