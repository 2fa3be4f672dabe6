import { Decimal } from 'decimal.js';

import { addMonths, DAY, dayStart } from '../clock.js';
import type { Book } from './book.js';
import { restrict } from './dimensions.js';
import { churnIn } from './measures/churn.js';
import { lifetimeValue, payingOutcomes, refundOutcomes, trialOutcomes } from './measures/cohorts.js';
import { percentOf } from './measures/percent.js';
import { revenueIn, type RevenueType, transactionsIn } from './measures/revenue.js';
import { activesAt, mrrAt, trialsAt } from './measures/snapshots.js';
import { newCustomersIn, newPaidIn } from './measures/starts.js';
import { type Currency, fromUsdMicros } from './money.js';

/**
 * The book's own answers, exact: what tiles and series must show when everything in between works. Days are UTC
 * (`YYYY-MM-DD`), months `YYYY-MM`, both ends of a range included; nothing after `book.asOf` counts.
 */
export interface MoneyTerms {
  currency: Currency;
  revenueType: RevenueType;
}

const usd: MoneyTerms = { currency: 'USD', revenueType: 'revenue' };

/** MRR at the end of a day. */
export function bookMrr(book: Book, day: string, { currency, revenueType }: MoneyTerms = usd): Decimal {
  return fromUsdMicros(mrrAt(book.facts, endOf(book, day), revenueType), currency);
}

/** ARR at the end of a day: MRR × 12. */
export function bookArr(book: Book, day: string, { currency, revenueType }: MoneyTerms = usd): Decimal {
  return fromUsdMicros(mrrAt(book.facts, endOf(book, day), revenueType).times(12), currency);
}

/** Active paid subscriptions at the end of a day. */
export function bookActives(book: Book, day: string): number {
  return activesAt(book.facts, endOf(book, day));
}

/** Free trials under way at the end of a day. */
export function bookTrials(book: Book, day: string): number {
  return trialsAt(book.facts, endOf(book, day));
}

/** Revenue of the days from one to another, net of refunds. */
export function bookRevenue(book: Book, from: string, to: string, terms: MoneyTerms = usd): Decimal {
  const micros = revenueIn(book.facts, dayStart(from), endOf(book, to), terms.revenueType);
  return fromUsdMicros(micros, terms.currency);
}

/** Paid transactions of the days from one to another. */
export function bookTransactions(book: Book, from: string, to: string): number {
  return transactionsIn(book.facts, dayStart(from), endOf(book, to));
}

/** Customers first seen on the days from one to another. */
export function bookNewCustomers(book: Book, from: string, to: string): number {
  return newCustomersIn(book.facts, dayStart(from), endOf(book, to));
}

/** Paid subscriptions begun on the days from one to another, by why, and in all. */
export function bookNewSubscribers(book: Book, from: string, to: string) {
  const parts = newPaidIn(book.facts, dayStart(from), endOf(book, to));
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}

/** Churn of a month in percent, with its parts. */
export function bookChurn(book: Book, month: string) {
  const { actives, churned } = churnIn(book.facts, ...monthOf(book, month));
  return { actives, churned, rate: percentOf(churned, actives) };
}

/** Trials begun in a month and what became of them, in percent of the starts. */
export function bookTrialConversion(book: Book, month: string) {
  const outcomes = trialOutcomes(book.facts, ...monthOf(book, month));
  return { ...outcomes, rate: percentOf(outcomes.conversions, outcomes.starts) };
}

/** Customers first seen in a month and how many paid within `days`; null = ever. */
export function bookConversionToPaying(book: Book, month: string, days: number | null) {
  const { customers, paying } = payingOutcomes(book.facts, ...monthOf(book, month), days);
  return { customers, paying, rate: percentOf(paying, customers) };
}

/** Transactions of a month and how many were refunded since. */
export function bookRefundRate(book: Book, month: string) {
  const { transactions, refunded } = refundOutcomes(book.facts, ...monthOf(book, month));
  return { transactions, refunded, rate: percentOf(refunded, transactions) };
}

/** Realized lifetime value of a month's new customers, or of its first-time payers, within `days`; null = ever. */
export function bookLifetimeValue(
  book: Book,
  month: string,
  by: 'first_seen' | 'first_paid',
  days: number | null,
  { currency, revenueType }: MoneyTerms = usd,
) {
  const range = monthOf(book, month);
  const { customers, micros } = lifetimeValue(book.facts, ...range, days, by, revenueType);
  const perCustomer = customers === 0 ? null : fromUsdMicros(new Decimal(micros).div(customers), currency);
  return { customers, revenue: fromUsdMicros(micros, currency), perCustomer };
}

/** Revenue of the days from one to another, and active subscriptions at their end, of every product. */
export function bookProducts(book: Book, from: string, to: string, terms: MoneyTerms = usd) {
  return book.catalogue.products.map((product) => {
    const part = { ...book, facts: restrict(book.facts, 'product_id', new Set([product.id])) };
    return { product, revenue: bookRevenue(part, from, to, terms), actives: bookActives(part, to) };
  });
}

/** The end of a day (excluded), or just after now while the day runs. Milliseconds. */
function endOf({ asOf }: Book, day: string): number {
  return Math.min(dayStart(day) + DAY, asOf + 1);
}

function monthOf({ asOf }: Book, month: string): [number, number] {
  const start = dayStart(`${month}-01`);
  return [start, Math.min(addMonths(start, 1), asOf + 1)];
}
