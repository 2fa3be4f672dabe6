import { Decimal } from 'decimal.js';

import type { Book } from '../book.js';
import type { BookEvent, Period } from '../event.js';
import { type Asked, concerns, counts, daysOf, isIn, periodOf, priceOf, rateOf, termsOf } from './terms.js';

/** Something paid for, with all money that moved for it, in order of time. */
export interface Bought {
  bought: BookEvent;
  moves: BookEvent[];
}

const known = new WeakMap<readonly BookEvent[], Bought[]>();

/** Everything that was paid for; gathered once per book. */
export function payments({ events }: Book): Bought[] {
  const gathered = known.get(events) ?? gather(events);
  known.set(events, gathered);
  return gathered;
}

function gather(events: readonly BookEvent[]): Bought[] {
  const byPeriod = new Map<Period, Bought>();
  for (const event of events) {
    if (!counts(event) || !event.period || event.moneySign === 0) continue;
    const before = byPeriod.get(event.period);
    if (before) before.moves.push(event);
    else byPeriod.set(event.period, { bought: event, moves: [event] });
  }
  return [...byPeriod.values()];
}

/** Whether the last thing that happened to the money was that it went back. */
export function isGivenBack(moves: readonly BookEvent[]): boolean {
  return moves.at(-1)?.moneySign === -1;
}

/** Revenue of the days from one to another. Refunds count on their own day; in `v2` they undo the purchase. */
export function bookRevenue(book: Book, from: string, to: string, asked: Asked = {}): Decimal {
  const terms = termsOf(asked);
  const range = daysOf(book, from, to);
  let sum = new Decimal(0);
  for (const { bought, moves } of payments(book)) {
    if (!concerns(terms, bought)) continue;
    const undone = terms.version === 'v2' && isGivenBack(moves);
    const dated = terms.version === 'v2' ? (undone ? [] : [bought]) : moves;
    for (const { at, moneySign } of dated) {
      if (isIn(range, at)) sum = sum.plus(priceOf(bought, terms).times(moneySign));
    }
  }
  return sum;
}

/** Paid transactions of the days from one to another; in `v2` without those refunded since. */
export function bookTransactions(book: Book, from: string, to: string, asked: Asked = {}): number {
  const terms = termsOf(asked);
  const range = daysOf(book, from, to);
  return payments(book).filter(({ bought, moves }) => {
    const stands = terms.version === 'v3' || !isGivenBack(moves);
    return isIn(range, bought.at) && concerns(terms, bought) && stands;
  }).length;
}

/** Transactions of a month (`YYYY-MM`) or day, and how many of them were refunded since. */
export function bookRefundRate(book: Book, period: string, asked: Asked = {}) {
  const terms = termsOf(asked);
  const range = periodOf(book, period);
  const made = payments(book).filter(({ bought }) => isIn(range, bought.at) && concerns(terms, bought));
  const transactions = made.length;
  const refunded = made.filter(({ moves }) => isGivenBack(moves)).length;
  return {
    ...{ transactions, refunded, rate: rateOf(refunded, transactions) },
    ...{ numerator: refunded, denominator: transactions, complete: range.over },
  };
}
