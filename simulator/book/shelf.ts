import { type Clock, DAY, startOfDay } from '../clock.js';
import type { RevenueCatProject } from '../state/accounts.js';
import type { Store } from '../state/store.js';
import type { Book } from './book.js';
import { type Catalogue, catalogueOf } from './catalogue.js';
import { type Customer, customersOf } from './customers.js';
import type { BookEvent } from './event.js';
import { bookKey, countUpTo, newcomer, sortByTime } from './generation.js';
import { Life } from './life.js';
import { emptyHistory, type Interruption, type LiveHistory, type Newcomer } from './live-history.js';

/** One RevenueCat project's customers with their lives, generated up to `horizon` (milliseconds, exclusive). */
interface Volume {
  catalogue: Catalogue;
  horizon: number;
  lives: Map<string, RecordedLife>;
  /** All events in order of time; null until asked for. */
  sorted: BookEvent[] | null;
  /** What was asked for last: all events up to some instant. */
  chapter: BookEvent[] | null;
}

/** A customer with all that happens to them up to the volume's horizon. */
export interface RecordedLife {
  customer: Customer;
  events: BookEvent[];
  /** When RevenueCat got to know of them, if later than they were first seen. Milliseconds. */
  reportedAt: number | null;
}

/**
 * Generates books and keeps them while they are of use. A book is a function of its RevenueCat project and what was
 * recorded live, so nothing here needs saving.
 */
export class BookShelf {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #volumes = new Map<string, Volume>();

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** The book of a RevenueCat project up to an instant, by default now. */
  book(project: RevenueCatProject, asOf: number = this.#clock()): Book {
    const volume = this.#volume(project, asOf);
    volume.sorted ??= sortByTime([...volume.lives.values()].flatMap(({ events }) => events));
    const count = countUpTo(volume.sorted, asOf);
    if (volume.chapter?.length !== count) volume.chapter = volume.sorted.slice(0, count);
    return { project, catalogue: volume.catalogue, asOf, events: volume.chapter };
  }

  catalogue(project: RevenueCatProject): Catalogue {
    return this.#volumes.get(project.id)?.catalogue ?? catalogueOf(project);
  }

  /** Everybody known so far, for whoever looks for a life to interrupt. */
  lives(project: RevenueCatProject): RecordedLife[] {
    return [...this.#volume(project, this.#clock()).lives.values()];
  }

  /** A customer's life up to and including an instant, by default now; interruptions included. */
  life(project: RevenueCatProject, { customer, reportedAt }: RecordedLife, at: number = this.#clock()): Life {
    const interruptions = this.#interruptions(project).get(customer.key) ?? [];
    return new Life(customer, this.catalogue(project), reportedAt).liveUntil(at + 1, interruptions);
  }

  /** Takes a newcomer or an interruption just recorded into the book. Answers what is new in it up to now. */
  learn(project: RevenueCatProject, news: Newcomer | Interruption): BookEvent[] {
    const now = Math.max(this.#clock(), news.at);
    const volume = this.#volume(project, now);
    const before =
      'customerKey' in news
        ? volume.lives.get(news.customerKey)
        : {
            customer: newcomer(project, volume.catalogue, news),
            events: [],
            reportedAt: news.reportedAt ?? null,
          };
    if (!before) return [];
    const { customer, reportedAt } = before;
    const interruptions = this.#interruptions(project).get(customer.key) ?? [];
    const life = new Life(customer, volume.catalogue, reportedAt).liveUntil(volume.horizon, interruptions);
    volume.lives.set(customer.key, { customer, events: life.events, reportedAt });
    const others = volume.sorted?.filter((event) => event.customer.key !== customer.key);
    volume.sorted = others ? sortByTime([...others, ...life.events]) : null;
    volume.chapter = null;
    const known = new Set(before.events.filter(({ at }) => at <= now).map(({ id }) => id));
    return life.events.filter(({ at, id }) => at <= now && !known.has(id));
  }

  forget(): void {
    this.#volumes.clear();
  }

  #volume(project: RevenueCatProject, asOf: number): Volume {
    const known = this.#volumes.get(project.id);
    if (known && asOf < known.horizon) return known;
    const catalogue = catalogueOf(project);
    const horizon = startOfDay(asOf) + DAY;
    const lives: Volume['lives'] = new Map();
    const interruptions = this.#interruptions(project);
    const add = (customer: Customer, reportedAt: number | null = null) => {
      const turns = interruptions.get(customer.key) ?? [];
      const { events } = new Life(customer, catalogue, reportedAt).liveUntil(horizon, turns);
      lives.set(customer.key, { customer, events, reportedAt });
    };
    for (let day = startOfDay(project.createdAt); day < horizon; day += DAY) {
      for (const customer of customersOf(bookKey(project), catalogue, day)) add(customer);
    }
    this.#history(project).newcomers.forEach((news) => {
      add(newcomer(project, catalogue, news), news.reportedAt ?? null);
    });
    const volume = { catalogue, horizon, lives, sorted: null, chapter: null };
    this.#volumes.set(project.id, volume);
    return volume;
  }

  #interruptions(project: RevenueCatProject): Map<string, Interruption[]> {
    const byCustomer = new Map<string, Interruption[]>();
    for (const interruption of this.#history(project).interruptions) {
      const { customerKey } = interruption;
      byCustomer.set(customerKey, [...(byCustomer.get(customerKey) ?? []), interruption]);
    }
    return byCustomer;
  }

  #history(project: RevenueCatProject): LiveHistory {
    return this.#store.state.live[project.id] ?? emptyHistory();
  }
}
