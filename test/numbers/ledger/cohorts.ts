import type { Customer } from '../../../simulator/book/customers.js';
import type { BookEvent, Period } from '../../../simulator/book/event.js';
import type { Currency } from '../../../simulator/book/money.js';
import { DAY_MS } from '../periods.js';
import { type Micros, priceOf } from './prices.js';

interface Payment {
  readonly price: Micros;
  readonly event: BookEvent;
  /** When money came (1) or went (-1), in order of time. */
  readonly moves: { readonly at: number; readonly sign: number }[];
}

/** Customers, trials and payments one by one, for all that is asked of those who began in some time. Milliseconds. */
export class Cohorts {
  readonly #seen: BookEvent[] = [];
  readonly #trials: BookEvent[] = [];
  readonly #payments = new Map<Period, Payment>();
  readonly #currency: Currency;

  constructor(currency: Currency) {
    this.#currency = currency;
  }

  take(event: BookEvent): void {
    const { type, period, at, moneySign } = event;
    if (type === 'CUSTOMER_SEEN') this.#seen.push(event);
    if (type === 'INITIAL_PURCHASE' && period?.kind === 'TRIAL') this.#trials.push(event);
    if (period === null || moneySign === 0) return;
    const payment = this.#payments.get(period) ?? { price: priceOf(event, this.#currency), event, moves: [] };
    payment.moves.push({ at, sign: moneySign });
    this.#payments.set(period, payment);
  }

  /** Payments of a time, and how many of them were given back since. */
  refunds(from: number, until: number): { transactions: number; refunded: number } {
    const made = [...this.#payments.values()].filter(({ event: { at } }) => at >= from && at < until);
    return { transactions: made.length, refunded: made.filter(isGivenBack).length };
  }

  /** Trials begun in a time, how many of them were paid for and not given back, and how many still run. */
  trials(from: number, until: number, running: ReadonlySet<BookEvent>) {
    const begun = this.#trials.filter(({ at }) => at >= from && at < until);
    const kept = new Set(
      [...this.#payments.values()]
        .filter((payment) => payment.event.period?.origin === 'trial_conversion' && !isGivenBack(payment))
        .map(({ event }) => event.customer),
    );
    return {
      started: begun.length,
      converted: begun.filter(({ customer }) => kept.has(customer)).length,
      pending: begun.filter((trial) => running.has(trial)).length,
    };
  }

  /**
   * Customers first seen in a time, those of them who paid within so many days of it, and what they paid. The day
   * somebody is first seen is day 0.
   */
  customers(from: number, until: number, days: number): { seen: number; paying: number; paid: Micros } {
    const ends = new Map<Customer, number>();
    for (const { customer, at } of this.#seen) {
      if (at >= from && at < until) ends.set(customer, at - (at % DAY_MS) + (days + 1) * DAY_MS);
    }
    const paying = new Set<Customer>();
    let paid = 0n;
    for (const { event, price, moves } of this.#payments.values()) {
      const end = ends.get(event.customer) ?? 0;
      const net = moves.filter(({ at }) => at < end).reduce((sum, { sign }) => sum + sign, 0);
      if (net === 0) continue;
      paying.add(event.customer);
      paid += price;
    }
    return { seen: ends.size, paying: paying.size, paid };
  }
}

function isGivenBack({ moves }: Payment): boolean {
  return moves.at(-1)?.sign === -1;
}
