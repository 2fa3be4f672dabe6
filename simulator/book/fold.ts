import type { BookFacts } from './book.js';
import type { Customer } from './customers.js';
import type { BookEvent, Origin, Period } from './event.js';

/** A free trial. Times in milliseconds. */
export interface Trial {
  customer: Customer;
  period: Period;
  start: number;
  end: number;
  convertedAt: number | null;
  expiredAt: number | null;
}

/** A period or one-time product somebody paid for. */
export interface Purchase {
  customer: Customer;
  period: Period;
  /** null for one-time purchases. */
  origin: Origin | null;
  start: number;
  /** When access ends: the end of the period, earlier if refunded; null for one-time purchases. */
  end: number | null;
  /** Whether `end` has come and nothing followed; set by the EXPIRATION event. */
  expiredAt: number | null;
  refundedAt: number | null;
  usdMicros: number;
  /** What the same customer paid for before. */
  previous: Purchase | null;
}

/** Sorts events into trials and purchases, keeping only production ones. A period is one object in all its events. */
export function foldEvents(events: readonly BookEvent[]): BookFacts {
  const customers: BookEvent[] = [];
  const money: BookEvent[] = [];
  const trials = new Map<Period, Trial>();
  const purchases = new Map<Period, Purchase>();
  const trialOf = new Map<Customer, Trial>();
  const latest = new Map<Customer, Purchase>();

  for (const event of events) {
    if (event.customer.environment !== 'PRODUCTION') continue;
    const { type, at, customer, period } = event;
    if (event.moneySign !== 0) money.push(event);
    if (!period) {
      customers.push(event);
    } else if (isStart(event)) {
      if (period.kind === 'TRIAL') {
        const trial = newTrial(customer, period);
        trials.set(period, trial);
        trialOf.set(customer, trial);
      } else {
        const purchase = newPurchase(customer, period, latest.get(customer) ?? null);
        purchases.set(period, purchase);
        latest.set(customer, purchase);
      }
      const converted = period.origin === 'trial_conversion' && trialOf.get(customer);
      if (converted) converted.convertedAt = at;
    } else if (type === 'EXPIRATION') {
      const ended = trials.get(period) ?? purchases.get(period);
      if (ended) ended.expiredAt = at;
    } else if (event.moneySign < 0) {
      const refunded = purchases.get(period);
      if (refunded) Object.assign(refunded, { refundedAt: at, end: at });
    }
  }
  return { customers, money, trials: [...trials.values()], purchases: [...purchases.values()] };
}

function isStart({ type }: BookEvent): boolean {
  return type === 'INITIAL_PURCHASE' || type === 'RENEWAL' || type === 'NON_RENEWING_PURCHASE';
}

function newTrial(customer: Customer, period: Period): Trial {
  const { start, end } = period;
  return { customer, period, start, end: end ?? start, convertedAt: null, expiredAt: null };
}

function newPurchase(customer: Customer, period: Period, previous: Purchase | null): Purchase {
  const { start, end, origin, usdMicros } = period;
  return { customer, period, origin, start, end, usdMicros, expiredAt: null, refundedAt: null, previous };
}
