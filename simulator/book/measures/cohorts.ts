import { DAY } from '../../clock.js';
import type { BookFacts } from '../book.js';
import { moneyOf, type RevenueType } from './revenue.js';

/** Trials begun from `from` (included) to `to`, and what became of them so far ("Trial Conversion chart"). */
export function trialOutcomes({ trials }: BookFacts, from: number, to: number) {
  const cohort = trials.filter(({ start }) => start >= from && start < to);
  const conversions = cohort.filter(({ convertedAt }) => convertedAt !== null).length;
  const expirations = cohort.filter(({ expiredAt }) => expiredAt !== null).length;
  return {
    starts: cohort.length,
    conversions,
    expirations,
    pending: cohort.length - conversions - expirations,
  };
}

/** Paid transactions from `from` (included) to `to`, and how many of them were refunded so far ("Refund Rate chart"). */
export function refundOutcomes({ purchases }: BookFacts, from: number, to: number) {
  const cohort = purchases.filter(({ start }) => start >= from && start < to);
  return {
    transactions: cohort.length,
    refunded: cohort.filter(({ refundedAt }) => refundedAt !== null).length,
  };
}

/**
 * Customers first seen from `from` (included) to `to`, and how many paid within `days` of that; null = ever
 * ("Conversion to Paying chart").
 */
export function payingOutcomes(facts: BookFacts, from: number, to: number, days: number | null) {
  const firstPaid = firstPaidAt(facts);
  const cohort = facts.customers.filter(({ at }) => at >= from && at < to);
  const paying = cohort.filter(
    ({ at, customer }) => (firstPaid.get(customer.key) ?? Infinity) < at + lifetime(days),
  );
  return { customers: cohort.length, paying: paying.length };
}

/**
 * Customers who begin from `from` (included) to `to`, by first sighting or by first payment, and the money they brought
 * within `days` of it, in millionths of a US dollar ("Realized LTV charts").
 */
export function lifetimeValue(
  facts: BookFacts,
  from: number,
  to: number,
  days: number | null,
  by: 'first_seen' | 'first_paid',
  revenueType: RevenueType,
) {
  const beganAt =
    by === 'first_paid'
      ? firstPaidAt(facts)
      : new Map(facts.customers.map(({ customer, at }) => [customer.key, at]));
  const began = [...beganAt.values()].filter((at) => at >= from && at < to);
  let micros = 0;
  for (const event of facts.money) {
    const start = beganAt.get(event.customer.key) ?? -Infinity;
    if (start >= from && start < to && event.at < start + lifetime(days))
      micros += moneyOf(event, revenueType);
  }
  return { customers: began.length, micros };
}

const firstPaidOf = new WeakMap<BookFacts, Map<string, number>>();

/** When each customer paid first; remembered, since every period of a chart asks. */
function firstPaidAt(facts: BookFacts): Map<string, number> {
  const known = firstPaidOf.get(facts);
  if (known) return known;
  const firstPaid = new Map<string, number>();
  for (const { customer, start } of facts.purchases) {
    if (!firstPaid.has(customer.key)) firstPaid.set(customer.key, start);
  }
  firstPaidOf.set(facts, firstPaid);
  return firstPaid;
}

function lifetime(days: number | null): number {
  return days === null ? Infinity : days * DAY;
}
