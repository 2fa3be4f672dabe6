import type { Customer } from '../../book/customers.js';
import type { BookEvent, Period } from '../../book/event.js';
import { DAY } from '../../clock.js';
import type { Facts, Payment, RenewalStatus, Sighting, Span, Trial } from './facts.js';

const known = new WeakMap<readonly BookEvent[], Facts>();

/** The facts in a book's events; remembered as long as the book does not change. */
export function factsOf(events: readonly BookEvent[]): Facts {
  let facts = known.get(events);
  if (!facts) {
    facts = sortOut(events);
    known.set(events, facts);
  }
  return facts;
}

function sortOut(events: readonly BookEvent[]): Facts {
  const sorter = new Sorter();
  for (const event of events) {
    if (event.customer.environment === 'PRODUCTION' && !event.period?.familyShare) sorter.take(event);
  }
  const { sightings, trials, spans, payments } = sorter;
  const firstDay = Math.floor((events.at(0)?.at ?? 0) / DAY);
  const endDay = Math.floor((events.at(-1)?.at ?? 0) / DAY) + 1;
  return { firstDay, endDay, sightings, trials, spans, payments: [...payments.values()] };
}

/** Walks through events in order of time and remembers what each customer has at the moment. */
class Sorter {
  readonly sightings: Sighting[] = [];
  readonly trials: Trial[] = [];
  readonly spans: Span[] = [];
  readonly payments = new Map<Period, Payment>();
  readonly #current = new Map<Customer, Trial | Span>();

  take(event: BookEvent): void {
    const { type, at, customer, period, moneySign } = event;
    const current = this.#current.get(customer);
    if (type === 'CUSTOMER_SEEN') this.sightings.push({ customer, product: null, at });
    if (!period) return;
    if (type === 'INITIAL_PURCHASE' || type === 'RENEWAL') return this.#begin(customer, period, at, current);
    if (type === 'NON_RENEWING_PURCHASE') this.#pay(customer, period, at);
    else if (moneySign !== 0) this.payments.get(period)?.moves.push({ at, sign: moneySign });
    if (type === 'EXPIRATION' && current) {
      this.#expire(current, at);
      this.#current.delete(customer);
    } else if (type === 'REFUND_REVERSED' && !current && (event.expiresAt ?? 0) > at) {
      this.#open(customer, period, at, 'reversal', null);
    } else if (current) {
      current.status = statusAfter(event) ?? current.status;
    }
  }

  #begin(customer: Customer, period: Period, at: number, current: Trial | Span | undefined): void {
    const { kind, product, origin } = period;
    if (kind === 'TRIAL') {
      const trial: Trial = {
        customer,
        product,
        from: at,
        to: Infinity,
        outcome: 'pending',
        conversion: null,
        status: 'set_to_renew',
      };
      this.trials.push(trial);
      this.#current.set(customer, trial);
      return;
    }
    const payment = this.#pay(customer, period, at);
    if (current) current.to = at;
    if (current && 'outcome' in current) {
      current.outcome = 'converted';
      current.conversion = payment;
    }
    const before = current && !('outcome' in current) ? current : null;
    const span = this.#open(customer, period, at, origin ?? 'direct', before);
    if (!before) return;
    before.closing = before.product === product ? 'renewed' : 'changed';
    before.after = span;
  }

  #pay(customer: Customer, period: Period, at: number): Payment {
    const payment: Payment = { customer, product: period.product, period, at, moves: [{ at, sign: 1 }] };
    this.payments.set(period, payment);
    return payment;
  }

  #open(customer: Customer, period: Period, at: number, opening: Span['opening'], before: Span | null): Span {
    const span: Span = {
      customer,
      product: period.product,
      period,
      from: at,
      to: Infinity,
      opening,
      closing: null,
      before,
      after: null,
      status: opening === 'reversal' ? 'set_to_cancel' : 'set_to_renew',
    };
    this.spans.push(span);
    this.#current.set(customer, span);
    return span;
  }

  #expire(current: Trial | Span, at: number): void {
    current.to = at;
    if ('outcome' in current) current.outcome = 'expired';
    else current.closing = 'expired';
  }
}

/** What an event says about the next renewal; undefined if nothing. */
function statusAfter({ type, reason }: BookEvent): RenewalStatus | undefined {
  if (type === 'UNCANCELLATION') return 'set_to_renew';
  if (type === 'BILLING_ISSUE') return 'billing_issue';
  if (type === 'SUBSCRIPTION_PAUSED') return 'set_to_cancel';
  return type === 'CANCELLATION' && reason === 'UNSUBSCRIBE' ? 'set_to_cancel' : undefined;
}
