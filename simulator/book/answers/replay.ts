import type { Book } from '../book.js';
import type { Customer } from '../customers.js';
import type { BookEvent, BookEventType } from '../event.js';
import { counts } from './terms.js';

/** What an event does to its customer's subscription: what was open before it, and what is open after it. */
export interface Turn {
  event: BookEvent;
  before: BookEvent | null;
  after: BookEvent | null;
}

/**
 * Goes through a book's events one after the other, as somebody would who reads the webhooks: a purchase or renewal
 * opens access, an expiration ends it, a reversed refund brings it back if its time is not over.
 */
export function* replay({ events }: Book, until: number): Generator<Turn> {
  const open = new Map<Customer, BookEvent>();
  for (const event of events) {
    if (event.at >= until) return;
    if (!counts(event)) continue;
    const { customer } = event;
    const before = open.get(customer) ?? null;
    const after = next(before, event);
    if (after) open.set(customer, after);
    else open.delete(customer);
    yield { event, before, after };
  }
}

function next(before: BookEvent | null, event: BookEvent): BookEvent | null {
  const { type, at, expiresAt } = event;
  if (type === 'INITIAL_PURCHASE' || type === 'RENEWAL') return event;
  if (type === 'EXPIRATION') return null;
  return type === 'REFUND_REVERSED' && !before && (expiresAt ?? 0) > at ? event : before;
}

/** The events that opened what is open just before an instant; trials and paid subscriptions. */
export function openAt({ events }: Book, until: number): BookEvent[] {
  const open = new Map<Customer, BookEvent>();
  for (const event of events) {
    if (event.at >= until) break;
    const { customer } = event;
    if (!changesAccess.has(event.type) || !counts(event)) continue;
    const after = next(open.get(customer) ?? null, event);
    if (after) open.set(customer, after);
    else open.delete(customer);
  }
  return [...open.values()];
}

const changesAccess: ReadonlySet<BookEventType> = new Set([
  'INITIAL_PURCHASE',
  'RENEWAL',
  'EXPIRATION',
  'REFUND_REVERSED',
]);

export function isPaid(event: BookEvent | null): event is BookEvent {
  return event !== null && event.period?.kind !== 'TRIAL';
}
