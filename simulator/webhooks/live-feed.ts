import type { Logger } from 'pino';

import type { BookEvent } from '../book/event.js';
import {
  emptyHistory,
  type Interruption,
  type LiveEventKind,
  type LiveHistory,
  type Newcomer,
} from '../book/live-history.js';
import { randomFor } from '../book/random.js';
import type { BookShelf } from '../book/shelf.js';
import { type Clock, SECOND } from '../clock.js';
import type { RevenueCatProject } from '../state/accounts.js';
import type { Store } from '../state/store.js';
import type { Dispatcher } from './dispatcher.js';
import { drawKind, newsOf } from './live-choice.js';

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
  happen(project: RevenueCatProject, kind?: LiveEventKind): BookEvent[] {
    this.#drawn += 1;
    const random = randomFor(`${this.#clock()}/${this.#drawn}`);
    const { interruptions } = this.#history(project);
    const news = newsOf(this.#books, project, kind ?? drawKind(random), {
      random,
      interruptions,
      now: this.#clock(),
    });
    return news ? this.record(project, news) : [];
  }

  /** Takes news into the book and announces what is new in it. */
  record(project: RevenueCatProject, news: Omit<Newcomer, 'ordinal'> | Interruption): BookEvent[] {
    const { newcomers, interruptions } = this.#history(project);
    const recorded = 'customerKey' in news ? news : { ...news, ordinal: newcomers.length };
    if ('customerKey' in recorded) interruptions.push(recorded);
    else newcomers.push(recorded);
    this.#store.touch();
    const events = this.#books.learn(project, recorded);
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
      if (event.reportedAt === undefined && !live.has(event.at)) this.#dispatcher.announce(project, event);
    }
    history.announcedThrough = now;
    this.#store.touch();
  }

  #history({ id }: RevenueCatProject): LiveHistory {
    return (this.#store.state.live[id] ??= emptyHistory());
  }
}
