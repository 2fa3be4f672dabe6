import { DAY } from '../clock.js';
import { type Catalogue, type Product, productOf } from './catalogue.js';
import { chances } from './chances.js';
import { CustomerRecord } from './customer-record.js';
import type { Customer } from './customers.js';
import type { BookEvent, EndReason, Origin, Period } from './event.js';
import type { Interruption, InterruptionKind } from './live-history.js';
import { type Happening, Plan } from './plan.js';
import { type Random, randomFor } from './random.js';

/**
 * One customer's life as a small discrete-event simulation. Everything happens in order of time and draws from the
 * customer's own randomness as it happens, so living on, or being interrupted, never changes what was before.
 *
 * States: never bought → in a period (trial or paid; will renew or not) ⇄ lapsed.
 */
export class Life {
  readonly #customer: Customer;
  readonly #catalogue: Catalogue;
  readonly #random: Random;
  readonly #record: CustomerRecord;
  readonly #plan = new Plan();
  #period: Period | null = null;
  #willRenew = false;
  #endReason: EndReason = 'UNSUBSCRIBE';
  #nextProduct: Product | null = null;
  #lastPaid: Period | null = null;

  constructor(customer: Customer, catalogue: Catalogue) {
    this.#customer = customer;
    this.#catalogue = catalogue;
    this.#random = randomFor(`${customer.key}/life`);
    this.#record = new CustomerRecord(customer);
    this.#record.add('CUSTOMER_SEEN', customer.firstSeenAt, null);
    if (customer.beginning !== 'looks_around') this.#plan.add({ at: customer.buysAt, kind: 'buy' });
  }

  get events(): BookEvent[] {
    return this.#record.events;
  }

  /** Lives on to (not including) an instant; interruptions are applied at their time, if they make sense then. */
  liveUntil(until: number, interruptions: readonly Interruption[]): this {
    const pending = [...interruptions];
    for (;;) {
      const planned = this.#plan.next;
      const [interruption] = pending;
      if (interruption && interruption.at < (planned?.at ?? Infinity)) {
        if (interruption.at >= until) return this;
        pending.shift();
        if (this.possible().includes(interruption.kind)) this.#happen(interruption.kind, interruption.at);
      } else {
        if (!planned || planned.at >= until) return this;
        this.#plan.dropNext();
        this.#happen(planned.kind, planned.at);
      }
    }
  }

  /** What could interrupt this life now. */
  possible(): InterruptionKind[] {
    const period = this.#period;
    if (!period) return this.#lastPaid ? ['resubscribe'] : [];
    if (period.kind === 'TRIAL') return this.#willRenew ? ['cancel'] : ['uncancel'];
    if (!this.#willRenew) return ['uncancel', 'refund'];
    const changeable = period.product.months === 1 && !this.#nextProduct;
    return ['cancel', 'refund', 'billing_issue', ...(changeable ? (['change_product'] as const) : [])];
  }

  #happen(kind: Happening['kind'], at: number): void {
    const period = this.#period;
    if (kind === 'buy') return this.#buy(at);
    if (kind === 'resubscribe') return this.#resubscribe(at);
    if (!period) return;
    switch (kind) {
      case 'cancel':
        return this.#stopRenewing(period, at, 'UNSUBSCRIBE');
      case 'uncancel':
        if (this.#willRenew) return;
        this.#willRenew = true;
        this.#record.add('UNCANCELLATION', at, period);
        return;
      case 'refund':
        this.#record.add('CANCELLATION', at, period, { moneySign: -1, reason: 'CUSTOMER_SUPPORT' });
        return this.#expire(period, at, 'CUSTOMER_SUPPORT');
      case 'pause':
        if (!this.#willRenew || period.end === null) return;
        this.#willRenew = false;
        this.#endReason = 'SUBSCRIPTION_PAUSED';
        this.#record.add('SUBSCRIPTION_PAUSED', at, period, { autoResumeAt: period.end + 30 * DAY });
        return;
      case 'billing_issue':
        if (this.#willRenew) this.#record.add('BILLING_ISSUE', at, period);
        return this.#stopRenewing(period, at, 'BILLING_ERROR');
      case 'change_product': {
        if (!this.#willRenew || this.#nextProduct) return;
        const other = period.product.displayName === 'Pro Monthly' ? 'Plus Monthly' : 'Pro Yearly';
        this.#nextProduct = productOf(this.#catalogue, this.#customer.app, other);
        this.#record.add('PRODUCT_CHANGE', at, period, { newProduct: this.#nextProduct });
        return;
      }
      case 'period_end':
        return this.#willRenew ? this.#renew(period, at) : this.#expire(period, at, this.#endReason);
    }
  }

  #buy(at: number): void {
    const { beginning, app } = this.#customer;
    const product = (name: string) => productOf(this.#catalogue, app, name);
    switch (beginning) {
      case 'looks_around':
        return;
      case 'trial':
        return this.#begin(product(this.#random.pick(chances.trialProducts)), 'TRIAL', at, null);
      case 'direct':
        return this.#begin(product(this.#random.pick(chances.directProducts)), 'NORMAL', at, 'direct');
      case 'one_time': {
        const period = this.#record.newPeriod({
          ...{ product: product('100 Credits'), kind: 'NORMAL', origin: null },
          ...{ start: at, renewalNumber: 0 },
        });
        this.#record.add('NON_RENEWING_PURCHASE', at, period, { moneySign: 1 });
      }
    }
  }

  #begin(product: Product, kind: Period['kind'], at: number, origin: Origin | null): void {
    const period = this.#record.newPeriod({ product, kind, start: at, origin, renewalNumber: 0 });
    this.#record.add('INITIAL_PURCHASE', at, period, { moneySign: kind === 'TRIAL' ? 0 : 1 });
    this.#enter(period);
  }

  #renew(previous: Period, at: number): void {
    const product = this.#nextProduct ?? previous.product;
    const changed = product.id !== previous.product.id;
    const origin = previous.kind === 'TRIAL' ? 'trial_conversion' : changed ? 'product_change' : 'renewal';
    this.#pay(product, at, origin, previous.renewalNumber + 1);
  }

  #resubscribe(at: number): void {
    if (this.#period || !this.#lastPaid) return;
    const { product, renewalNumber } = this.#lastPaid;
    this.#pay(product, at, 'resubscription', renewalNumber + 1);
  }

  /** RevenueCat calls every payment but the first a renewal: conversions and returns too. */
  #pay(product: Product, at: number, origin: Origin, renewalNumber: number): void {
    const period = this.#record.newPeriod({ product, kind: 'NORMAL', start: at, origin, renewalNumber });
    this.#record.add('RENEWAL', at, period, { moneySign: 1 });
    this.#enter(period);
  }

  #enter(period: Period): void {
    this.#period = period;
    this.#willRenew = true;
    this.#endReason = 'UNSUBSCRIBE';
    this.#nextProduct = null;
    if (period.kind === 'NORMAL') this.#lastPaid = period;
    this.#plan.clear();
    for (const happening of chances.fateOf(period, this.#customer.app.store, this.#random)) {
      this.#plan.add(happening);
    }
  }

  #stopRenewing(period: Period, at: number, reason: EndReason): void {
    if (!this.#willRenew) return;
    this.#willRenew = false;
    this.#endReason = reason;
    this.#record.add('CANCELLATION', at, period, { reason });
  }

  #expire(period: Period, at: number, reason: EndReason): void {
    this.#record.add('EXPIRATION', at, period, { reason });
    this.#period = null;
    this.#plan.clear();
    if (!this.#lastPaid) return;
    const [chance, least, most] = reason === 'SUBSCRIPTION_PAUSED' ? chances.resume : chances.resubscribe;
    if (!this.#random.chance(chance)) return;
    this.#plan.add({ at: at + this.#random.between(least, most), kind: 'resubscribe' });
  }
}
