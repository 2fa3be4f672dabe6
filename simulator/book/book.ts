import type { RevenueCatProject } from '../state/accounts.js';
import type { Catalogue } from './catalogue.js';
import type { BookEvent } from './event.js';
import { foldEvents, type Purchase, type Trial } from './fold.js';

/** All that happened to a RevenueCat project's customers up to one instant. */
export interface Book {
  project: RevenueCatProject;
  catalogue: Catalogue;
  /** Milliseconds; nothing later is in it. */
  asOf: number;
  /** In order of time, sandbox included. */
  events: readonly BookEvent[];
  /** Production only, as RevenueCat's charts are. In order of time. */
  readonly facts: BookFacts;
}

/** A book's events sorted into what charts ask for. Production only. */
export interface BookFacts {
  /** First sightings of customers. */
  customers: readonly BookEvent[];
  trials: readonly Trial[];
  /** Everything paid for: subscription periods and one-time purchases. */
  purchases: readonly Purchase[];
  /** Events with money in or out. */
  money: readonly BookEvent[];
}

/** Events up to some instant; their facts are worked out when first asked for, and once. */
export interface Chapter {
  events: readonly BookEvent[];
  facts: () => BookFacts;
}

export function makeChapter(events: readonly BookEvent[]): Chapter {
  let facts: BookFacts | null = null;
  return { events, facts: () => (facts ??= foldEvents(events)) };
}

export function makeBook(
  project: RevenueCatProject,
  catalogue: Catalogue,
  asOf: number,
  { events, facts }: Chapter,
): Book {
  return {
    ...{ project, catalogue, asOf, events },
    get facts() {
      return facts();
    },
  };
}
