import type { Catalogue, Product } from './catalogue.js';
import { productOf } from './catalogue.js';
import { type Chance, chances, returnChance } from './chances.js';
import { CustomerRecord, type EventDetails } from './customer-record.js';
import type { Customer } from './customers.js';
import type { BookEventType, EndReason, Origin, Period } from './event.js';
import { fateOf } from './fate.js';
import { type HappeningKind, Plan } from './plan.js';
import { type Random, randomFor } from './random.js';

/** What the next period of a subscription is: same product or another, offer or normal price. */
type NextTerms = Pick<Period, 'product' | 'kind' | 'introCycle'>;

/**
 * One customer as the store sees them: what they have now, what is planned, what was recorded. States: never bought →
 * in a period (trial, intro or normal; will renew or not; perhaps in grace) ⇄ lapsed.
 */
export class Subscriber {
  readonly customer: Customer;
  readonly catalogue: Catalogue;
  readonly random: Random;
  readonly record: CustomerRecord;
  readonly plan = new Plan();
  period: Period | null = null;
  /** Until when the current period gives access, extensions and grace included. Milliseconds. */
  end: number | null = null;
  willRenew = false;
  inGrace = false;
  endReason: EndReason = 'UNSUBSCRIBE';
  nextProduct: Product | null = null;
  /** Paid periods of subscriptions, newest first: the latest, and the one before it. */
  lastPaid: Period | null = null;
  earlierPaid: Period | null = null;
  /** The refunded period, until the refund is reversed or something new is paid. */
  refunded: Period | null = null;

  constructor(customer: Customer, catalogue: Catalogue) {
    this.customer = customer;
    this.catalogue = catalogue;
    this.random = randomFor(`${customer.key}/life`);
    this.record = new CustomerRecord(customer);
  }

  get store() {
    return this.customer.app.store;
  }

  get isMobile(): boolean {
    return this.store === 'app_store' || this.store === 'play_store';
  }

  product(displayName: string): Product {
    return productOf(this.catalogue, this.customer.app, displayName);
  }

  /** Writes down what happens to the current period. */
  note(type: BookEventType, at: number, details: EventDetails = {}): void {
    this.record.add(type, at, this.period, { expiresAt: this.end, ...details });
  }

  /** Plans something with a probability, some time after an instant. */
  perhaps([probability, soonest, latest]: Chance, after: number, kind: HappeningKind, period?: Period): void {
    if (!this.random.chance(probability)) return;
    const at = after + this.random.between(soonest, latest);
    this.plan.add({ at, kind, ...(period && { period }) });
  }

  /**
   * Begins a period and tells of it.
   *
   * @param previous the period it continues; null begins a subscription
   */
  start(
    type: 'INITIAL_PURCHASE' | 'RENEWAL',
    terms: NextTerms & { familyShare?: boolean },
    at: number,
    origin: Origin | null,
    previous: Period | null,
  ): void {
    const period = this.record.newPeriod(
      {
        ...{ familyShare: false, ...terms, start: at, origin },
        renewalNumber: (previous?.renewalNumber ?? 0) + 1,
      },
      previous?.originalOrdinal ?? null,
    );
    const paid = period.kind !== 'TRIAL' && !period.familyShare;
    if (paid && this.store === 'rc_billing') {
      this.record.add('INVOICE_ISSUANCE', at, period, { expiresAt: null });
    }
    this.record.add(type, at, period, { moneySign: paid ? 1 : 0 });
    if (paid) {
      const refundable = previous !== this.refunded && previous?.kind !== 'TRIAL';
      this.earlierPaid = refundable ? previous : null;
      this.lastPaid = period;
      this.refunded = null;
    }
    this.enter(period);
    this.willRenew = true;
    for (const happening of fateOf(period, this.store, this.random)) this.plan.add(happening);
  }

  enter(period: Period): void {
    this.period = period;
    this.end = period.end;
    this.inGrace = false;
    this.endReason = 'UNSUBSCRIBE';
    this.nextProduct = null;
    this.plan.clear();
  }

  renew(at: number, origin?: Origin): void {
    const previous = this.period ?? this.lastPaid;
    if (!previous) return;
    const terms = this.#nextTerms(previous);
    const changed = terms.product.id !== previous.product.id;
    const usual = previous.kind === 'TRIAL' ? 'trial_conversion' : changed ? 'product_change' : 'renewal';
    const { familyShare } = previous;
    this.start('RENEWAL', { ...terms, familyShare }, at, familyShare ? null : (origin ?? usual), previous);
  }

  expire(at: number, reason: EndReason): void {
    const { period } = this;
    this.note('EXPIRATION', at, { reason });
    this.period = null;
    this.inGrace = false;
    this.endReason = reason;
    this.plan.clear();
    if (!period || !this.lastPaid || period.familyShare) return;
    if (reason === 'BILLING_ERROR') this.perhaps(chances.recoveredLater, at, 'recover');
    this.perhaps(returnChance(reason), at, 'resubscribe');
    if (reason !== 'CUSTOMER_SUPPORT') this.perhaps(chances.lateRefund, at, 'late_refund', this.lastPaid);
  }

  /** An introductory offer goes on until its last period; a change of product ends it. */
  #nextTerms({ product, kind, introCycle }: Period): NextTerms {
    const next = this.nextProduct ?? product;
    const more = kind === 'INTRO' && next.id === product.id && introCycle < (product.intro?.cycles ?? 0);
    return more
      ? { product, kind: 'INTRO', introCycle: introCycle + 1 }
      : { product: next, kind: 'NORMAL', introCycle: 0 };
  }
}
