import type { RevenueCatProject } from '../state/accounts.js';
import type { Catalogue } from './catalogue.js';
import { type Customer, makeCustomer } from './customers.js';
import type { BookEvent } from './event.js';
import type { Newcomer } from './live-history.js';

/** The key of all randomness of a RevenueCat project's book. */
export function bookKey(project: RevenueCatProject): string {
  return `${project.id}/${project.seed}`;
}

/** The customer somebody first seen live is. */
export function newcomer(project: RevenueCatProject, catalogue: Catalogue, news: Newcomer): Customer {
  return makeCustomer(`${bookKey(project)}/live/${news.ordinal}`, catalogue, news.at, news.beginning);
}

/** In order of time; what happens to a customer at one instant keeps its order. */
export function sortByTime(events: BookEvent[]): BookEvent[] {
  return events.sort((a, b) => a.at - b.at);
}

/** How many events are at or before an instant; `sorted` is in order of time. */
export function countUpTo(sorted: readonly BookEvent[], asOf: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.at ?? Infinity) <= asOf) low = middle + 1;
    else high = middle;
  }
  return low;
}
