import type { Customer } from '../../book/customers.js';
import { DAY, startOfDay } from '../../clock.js';
import { type Facts, isRefunded, type Payment } from '../facts/facts.js';
import { remember } from '../facts/remember.js';
import { type MoneyTerms, paidMicros } from './amounts.js';
import type { ChartVersion } from './subscriptions.js';
import { tallies, Tally } from './tally.js';

/** Customers by the day they were first seen. */
export function customersNew(facts: Facts): Tally {
  return remember(facts, 'customers', () => {
    const counted = new Tally(facts);
    for (const { at } of facts.sightings) counted.add(at, 1);
    return counted;
  });
}

/** Payments by their day, and those of them that were refunded so far ("Refund Rate chart"). */
export function refundTallies(facts: Facts): Record<'transactions' | 'refunded', Tally> {
  return remember(facts, 'refunds', () => {
    const counted = tallies(facts, ['transactions', 'refunded']);
    for (const payment of facts.payments) {
      counted.transactions.add(payment.at, 1);
      if (isRefunded(payment)) counted.refunded.add(payment.at, 1);
    }
    return counted;
  });
}

/**
 * By the day customers were first seen: how many paid within a time, and what they brought in it, in millionths. Days
 * count from 0, so 7 days are the day itself and seven more ("How lifetime periods are calculated"). In v3 a refund
 * counts if it came within the time, in v2 whenever it came.
 *
 * @param days null = without end
 */
export function payingTallies(
  facts: Facts,
  days: number | null,
  terms: MoneyTerms,
  version: ChartVersion,
): Record<'paying' | 'money', Tally> {
  const key = `paying/${days}/${terms.currency}/${terms.revenueType}/${version}`;
  return remember(facts, key, () => {
    const counted = tallies(facts, ['paying', 'money']);
    const payments = paymentsByCustomer(facts);
    for (const { customer, at: seenAt } of facts.sightings) {
      const end = days === null ? Infinity : startOfDay(seenAt) + (days + 1) * DAY;
      let pays = false;
      for (const payment of payments.get(customer) ?? []) {
        const net = netWithin(payment, end, version);
        if (net === 0) continue;
        counted.money.add(seenAt, net * paidMicros(payment.period, customer, terms));
        pays = true;
      }
      if (pays) counted.paying.add(seenAt, 1);
    }
    return counted;
  });
}

/** Whether a payment counts (1) or does not (0) before an instant. */
function netWithin(payment: Payment, end: number, version: ChartVersion): number {
  if (version === 'v2') return payment.at < end && !isRefunded(payment) ? 1 : 0;
  return payment.moves.reduce((net, { at, sign }) => (at < end ? net + sign : net), 0);
}

export function paymentsByCustomer(facts: Facts): Map<Customer, Payment[]> {
  return remember(facts, 'payments by customer', () => {
    const byCustomer = new Map<Customer, Payment[]>();
    for (const payment of facts.payments) {
      const known = byCustomer.get(payment.customer);
      if (known) known.push(payment);
      else byCustomer.set(payment.customer, [payment]);
    }
    return byCustomer;
  });
}
