import { type Clock, DAY, startOfDay } from '../clock.js';
import type { RevenueCatProject } from '../state/accounts.js';
import type { Store } from '../state/store.js';
import { type Book, type Chapter, makeBook, makeChapter } from './book.js';
import { type Catalogue, catalogueOf } from './catalogue.js';
import { type Customer, customersOf, makeCustomer } from './customers.js';
import type { BookEvent } from './event.js';
import { Life } from './life.js';
import type { Interruption, LiveHistory, Newcomer } from './live-history.js';

/** One RevenueCat project's customers with their lives, generated up to `horizon` (milliseconds, exclusive). */
interface Volume {
  catalogue: Catalogue;
  horizon: number;
  lives: Map<string, { customer: Customer; events: BookEvent[] }>;
  /** All events in order of time; null until asked for. */
  sorted: BookEvent[] | null;
  /** What was asked for last. */
  chapter: Chapter | null;
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
    if (volume.chapter?.events.length !== count) volume.chapter = makeChapter(volume.sorted.slice(0, count));
    return makeBook(project, volume.catalogue, asOf, volume.chapter);
  }

  catalogue(project: RevenueCatProject): Catalogue {
    return this.#volumes.get(project.id)?.catalogue ?? catalogueOf(project);
  }

  /** Everybody known so far, for whoever looks for a life to interrupt. */
  customers(project: RevenueCatProject): Customer[] {
    return [...this.#volume(project, this.#clock()).lives.values()].map(({ customer }) => customer);
  }

  /** A customer's life up to now, interruptions included. */
  life(project: RevenueCatProject, customer: Customer): Life {
    const interruptions = this.#interruptions(project).get(customer.key) ?? [];
    return new Life(customer, this.catalogue(project)).liveUntil(this.#clock() + 1, interruptions);
  }

  /** Takes a newcomer or an interruption just recorded into the book. */
  learn(project: RevenueCatProject, news: Newcomer | Interruption): BookEvent[] {
    const volume = this.#volume(project, news.at);
    const customer =
      'customerKey' in news
        ? volume.lives.get(news.customerKey)?.customer
        : newcomer(project, volume.catalogue, news);
    if (!customer) return [];
    const interruptions = this.#interruptions(project).get(customer.key) ?? [];
    const { events } = new Life(customer, volume.catalogue).liveUntil(volume.horizon, interruptions);
    volume.lives.set(customer.key, { customer, events });
    const others = volume.sorted?.filter((event) => event.customer.key !== customer.key);
    volume.sorted = others ? sortByTime([...others, ...events]) : null;
    volume.chapter = null;
    return events;
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
    const add = (customer: Customer) => {
      const life = new Life(customer, catalogue).liveUntil(horizon, interruptions.get(customer.key) ?? []);
      lives.set(customer.key, { customer, events: life.events });
    };
    for (let day = startOfDay(project.createdAt); day < horizon; day += DAY) {
      customersOf(bookKey(project), catalogue, day).forEach(add);
    }
    this.#history(project).newcomers.forEach((news) => {
      add(newcomer(project, catalogue, news));
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
    return this.#store.state.live[project.id] ?? { newcomers: [], interruptions: [], announcedThrough: null };
  }
}

function bookKey(project: RevenueCatProject): string {
  return `${project.id}/${project.seed}`;
}

function newcomer(project: RevenueCatProject, catalogue: Catalogue, news: Newcomer): Customer {
  return makeCustomer(`${bookKey(project)}/live/${news.ordinal}`, catalogue, news.at, news.beginning);
}

function sortByTime(events: BookEvent[]): BookEvent[] {
  return events.sort((a, b) => a.at - b.at);
}

/** How many events are at or before an instant; `sorted` is in order of time. */
function countUpTo(sorted: readonly BookEvent[], asOf: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.at ?? Infinity) <= asOf) low = middle + 1;
    else high = middle;
  }
  return low;
}
