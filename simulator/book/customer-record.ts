import type { Customer } from './customers.js';
import type { BookEvent, Period } from './event.js';
import { makePeriod, type PeriodTerms } from './period.js';
import { uuidFor } from './random.js';

/** What an event may say beyond who, what and when. */
export type EventDetails = Partial<Pick<BookEvent, 'moneySign' | 'reason' | 'newProduct' | 'autoResumeAt'>>;

/** One customer's events and transactions as they come, numbered: their ids follow from the customer's key. */
export class CustomerRecord {
  readonly events: BookEvent[] = [];
  readonly #customer: Customer;
  #transactions = 0;

  constructor(customer: Customer) {
    this.#customer = customer;
  }

  add(type: BookEvent['type'], at: number, period: Period | null, details: EventDetails = {}): void {
    const id = uuidFor(`${this.#customer.key}/event/${this.events.length}`);
    this.events.push({ id, type, at, customer: this.#customer, period, moneySign: 0, ...details });
  }

  newPeriod(terms: PeriodTerms): Period {
    return makePeriod(this.#customer, terms, this.#transactions++);
  }
}
