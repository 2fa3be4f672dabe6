import type { Customer, Identity } from './customers.js';
import type { BookEvent, Period } from './event.js';
import { makePeriod, type PeriodTerms } from './period.js';
import { uuidFor } from './random.js';

/** What an event may say beyond who, what and when. */
export type EventDetails = Partial<Omit<BookEvent, 'id' | 'type' | 'at' | 'customer' | 'period' | 'owner'>>;

/** One customer's events and transactions as they come, numbered: their ids follow from the customer's key. */
export class CustomerRecord {
  readonly events: BookEvent[] = [];
  /** Whom the purchases belong to after a transfer. */
  owner: Identity | null = null;
  /** When RevenueCat got to know of what happened before that. Milliseconds. */
  reportedAt: number | null = null;
  readonly #customer: Customer;
  #transactions = 0;
  #silent = 0;

  constructor(customer: Customer) {
    this.#customer = customer;
  }

  add(type: BookEvent['type'], at: number, period: Period | null, details: EventDetails = {}): void {
    // What no webhook tells of is numbered apart: learnt late, it leaves the ids of what came after it alone.
    const number = type === 'REFUND' ? `silent/${this.#silent++}` : this.events.length - this.#silent;
    const event: BookEvent = {
      id: uuidFor(`${this.#customer.key}/event/${number}`),
      type,
      at,
      customer: this.#customer,
      period,
      moneySign: 0,
      expiresAt: period?.end ?? null,
    };
    if (this.owner) event.owner = this.owner;
    if (this.reportedAt !== null && at < this.reportedAt) event.reportedAt = this.reportedAt;
    this.events.push(Object.assign(event, details));
  }

  newPeriod(terms: PeriodTerms, originalOrdinal: number | null): Period {
    return makePeriod(this.#customer, terms, this.#transactions++, originalOrdinal);
  }
}
