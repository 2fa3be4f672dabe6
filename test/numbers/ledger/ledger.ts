import { Decimal } from 'decimal.js';

import type { Book } from '../../../simulator/book/book.js';
import type { Currency } from '../../../simulator/book/money.js';
import { DAY_MS, dayOf, plusMonths, startOf } from '../periods.js';
import { Access } from './access.js';
import { Cohorts } from './cohorts.js';
import { type Day, dayAfter, writeDown } from './day-book.js';
import { amountOf, divided, type Micros } from './prices.js';

/** RevenueCat's default time frames in days. */
const CONVERSION = 7;
const LIFETIME = 30;

/** A rate or lifetime value of a month: decimal texts. */
export interface Fraction {
  /** Percent or money; null without a denominator. */
  readonly value: string | null;
  readonly numerator: string;
  readonly denominator: string;
  /** Nothing can change in the ordinary course of things. */
  readonly complete: boolean;
}

export type MonthlyMetric =
  | 'churn_rate'
  | 'trial_conversion_rate'
  | 'conversion_to_paying_rate'
  | 'refund_rate'
  | 'ltv_per_customer'
  | 'ltv_per_paying_customer';

/**
 * A second bookkeeper, who knows neither the charts nor the book's own answers: reads a book's events once, one after the
 * other, and keeps accounts of each UTC day in one currency.
 */
export class Ledger {
  readonly currency: Currency;
  /** The book's last instant, in milliseconds. */
  readonly asOf: number;
  readonly #days = new Map<string, Day>();
  readonly #months = new Map<string, Fraction>();
  readonly #access = new Access();
  readonly #cohorts: Cohorts;

  constructor({ events, asOf }: Book, currency: Currency) {
    this.currency = currency;
    this.asOf = asOf;
    this.#cohorts = new Cohorts(currency);
    let midnight = startOf(dayOf(events[0]?.at ?? asOf));
    let day = this.#open(midnight, undefined);
    for (const event of events) {
      const { at, customer, period } = event;
      while (at >= midnight + DAY_MS) day = this.#open((midnight += DAY_MS), day);
      if (customer.environment !== 'PRODUCTION' || period?.familyShare) continue;
      writeDown(day, event, this.#access.take(event), currency);
      this.#cohorts.take(event);
    }
    while (midnight + DAY_MS <= asOf) day = this.#open((midnight += DAY_MS), day);
  }

  /** @param day `YYYY-MM-DD`; one before the first event had nothing. */
  day(day: string): Day {
    return this.#days.get(day) ?? dayAfter(undefined);
  }

  isOver(day: string): boolean {
    return startOf(day) + DAY_MS <= this.asOf;
  }

  /** @param month the day it begins on. */
  month(metric: MonthlyMetric, month: string): Fraction {
    const key = `${metric} ${month}`;
    const known = this.#months.get(key) ?? this.#workOut(metric, month);
    this.#months.set(key, known);
    return known;
  }

  #workOut(metric: MonthlyMetric, month: string): Fraction {
    const [from, until] = [startOf(month), startOf(plusMonths(month, 1))];
    const isPast = (days: number) => until + days * DAY_MS <= this.asOf;
    switch (metric) {
      case 'churn_rate': {
        const { subscriptions } = this.day(dayOf(from - DAY_MS));
        let churned = 0;
        for (let at = from; at < until; at += DAY_MS) churned += this.day(dayOf(at)).churned;
        return percent(churned, subscriptions, isPast(0));
      }
      case 'trial_conversion_rate': {
        const { started, converted, pending } = this.#cohorts.trials(from, until, this.#access.trials());
        return percent(converted, started, isPast(0) && pending === 0);
      }
      case 'conversion_to_paying_rate': {
        const { paying, seen } = this.#cohorts.customers(from, until, CONVERSION);
        return percent(paying, seen, isPast(CONVERSION));
      }
      case 'refund_rate': {
        const { refunded, transactions } = this.#cohorts.refunds(from, until);
        return percent(refunded, transactions, isPast(0));
      }
      case 'ltv_per_customer':
      case 'ltv_per_paying_customer': {
        const { paid, seen, paying } = this.#cohorts.customers(from, until, LIFETIME);
        return perHead(paid, metric === 'ltv_per_customer' ? seen : paying, isPast(LIFETIME));
      }
    }
  }

  #open(midnight: number, before: Day | undefined): Day {
    const day = dayAfter(before);
    this.#days.set(dayOf(midnight), day);
    return day;
  }
}

function percent(part: number, whole: number, complete: boolean): Fraction {
  const value = whole === 0 ? null : new Decimal(part).times(100).div(whole).toFixed();
  return { value, numerator: String(part), denominator: String(whole), complete };
}

function perHead(paid: Micros, heads: number, complete: boolean): Fraction {
  const value = heads === 0 ? null : amountOf(divided(paid, BigInt(heads)));
  return { value, numerator: amountOf(paid), denominator: String(heads), complete };
}
