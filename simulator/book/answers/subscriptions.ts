import { Decimal } from 'decimal.js';

import type { Book } from '../book.js';
import type { BookEvent } from '../event.js';
import type { Length } from '../lengths.js';
import { isPaid, openAt, replay } from './replay.js';
import {
  type Asked,
  concerns,
  counts,
  daysOf,
  isIn,
  periodOf,
  priceOf,
  rateOf,
  type Terms,
  termsOf,
} from './terms.js';

/** How often a period of a length is paid in a year of twelve of RevenueCat's months ("MRR chart"). */
const timesAYear: Record<Length, number> = { P1W: 48, P1M: 12, P3M: 4, P1Y: 1 };

/** MRR at the end of a day. */
export function bookMrr(book: Book, day: string, asked: Asked = {}): Decimal {
  return bookArr(book, day, asked).div(12).toDecimalPlaces(6, Decimal.ROUND_HALF_UP);
}

/** ARR at the end of a day: MRR × 12. */
export function bookArr(book: Book, day: string, asked: Asked = {}): Decimal {
  const terms = termsOf(asked);
  return paidAt(book, daysOf(book, day, day).until, terms).reduce((sum, event) => {
    const length = event.period?.length;
    return length ? sum.plus(priceOf(event, terms).times(timesAYear[length])) : sum;
  }, new Decimal(0));
}

/** Active paid subscriptions at the end of a day. */
export function bookActives(book: Book, day: string, asked: Asked = {}): number {
  return paidAt(book, daysOf(book, day, day).until, termsOf(asked)).length;
}

/** Free trials under way at the end of a day. */
export function bookTrials(book: Book, day: string, asked: Asked = {}): number {
  const terms = termsOf(asked);
  const open = openAt(book, daysOf(book, day, day).until);
  return open.filter((event) => !isPaid(event) && concerns(terms, event)).length;
}

function paidAt(book: Book, until: number, terms: Terms): BookEvent[] {
  return openAt(book, until).filter((event) => isPaid(event) && concerns(terms, event));
}

/** Paid subscriptions begun on the days from one to another, by why, and in all. */
export function bookNewSubscribers(book: Book, from: string, to: string, asked: Asked = {}) {
  const terms = termsOf(asked);
  const range = daysOf(book, from, to);
  const parts = { trial_conversion: 0, intro: 0, direct: 0, resubscription: 0, product_change: 0 };
  for (const event of book.events) {
    if (event.type !== 'INITIAL_PURCHASE' && event.type !== 'RENEWAL') continue;
    if (!counts(event) || !isIn(range, event.at) || !concerns(terms, event)) continue;
    const why = event.period?.origin;
    if (why === 'resubscription' || why === 'product_change') parts[why] += terms.version === 'v3' ? 1 : 0;
    else if (why === 'trial_conversion' || why === 'intro' || why === 'direct') parts[why] += 1;
  }
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}

/**
 * Churn of a month (`YYYY-MM`) or day in percent, with its parts: subscriptions at its start, and those lost in it less
 * those that came back. What comes back without beginning anew is a renewal after billing had failed, or a reversed
 * refund; in `v2` also a return, while there a change of product loses nothing.
 */
export function bookChurn(book: Book, period: string, asked: Asked = {}) {
  const terms = termsOf(asked);
  const range = periodOf(book, period);
  const actives = paidAt(book, range.from, terms).length;
  let churned = 0;
  for (const { event, before, after } of replay(book, range.until)) {
    if (event.at < range.from) continue;
    if (isPaid(before) && concerns(terms, before)) {
      const gone = after === null;
      const changed = after !== null && after.period?.product.id !== before.period?.product.id;
      if (gone || (changed && terms.version === 'v3')) churned += 1;
    }
    const returned = isPaid(after) && before === null && concerns(terms, after) && isReturn(event, terms);
    if (returned) churned -= 1;
  }
  return {
    ...{ actives, churned, rate: rateOf(churned, actives) },
    ...{ numerator: churned, denominator: actives, complete: range.over },
  };
}

function isReturn({ type, period }: BookEvent, { version }: Terms): boolean {
  if (type === 'REFUND_REVERSED') return true;
  if (type !== 'RENEWAL') return false;
  return period?.origin === 'recovery' || (version === 'v2' && period?.origin === 'resubscription');
}
