import { acts } from './acts.js';
import type { Catalogue } from './catalogue.js';
import type { Customer } from './customers.js';
import type { BookEvent } from './event.js';
import type { Interruption, InterruptionKind } from './live-history.js';
import { Subscriber } from './subscriber.js';

/**
 * One customer's life as a small discrete-event simulation. Everything happens in order of time and draws from the
 * customer's own randomness as it happens, so living on, or being interrupted, never changes what was before.
 */
export class Life {
  readonly #subscriber: Subscriber;

  /** @param reportedAt when RevenueCat got to know of the customer, if later than they were first seen */
  constructor(customer: Customer, catalogue: Catalogue, reportedAt: number | null = null) {
    this.#subscriber = new Subscriber(customer, catalogue);
    const { record, plan } = this.#subscriber;
    record.reportedAt = reportedAt;
    record.add('CUSTOMER_SEEN', customer.firstSeenAt, null);
    if (customer.beginning !== 'looks_around') plan.add({ at: customer.buysAt, kind: 'buy' });
  }

  get events(): BookEvent[] {
    return this.#subscriber.record.events;
  }

  /** Lives on to (not including) an instant; interruptions are applied at their time, if they make sense then. */
  liveUntil(until: number, interruptions: readonly Interruption[]): this {
    const { plan, record } = this.#subscriber;
    const pending = [...interruptions].sort((a, b) => a.at - b.at);
    for (;;) {
      const planned = plan.next;
      const [interruption] = pending;
      if (interruption && interruption.at < (planned?.at ?? Infinity)) {
        if (interruption.at >= until) return this;
        pending.shift();
        record.reportedAt = interruption.reportedAt ?? record.reportedAt;
        if (this.possible().includes(interruption.kind)) {
          acts[interruption.kind](this.#subscriber, interruption.at, undefined);
        }
      } else {
        if (!planned || planned.at >= until) return this;
        plan.dropNext();
        acts[planned.kind](this.#subscriber, planned.at, planned.period);
      }
    }
  }

  /** What could interrupt this life now. */
  possible(): InterruptionKind[] {
    const { period, willRenew, inGrace, lastPaid, refunded, earlierPaid, endReason } = this.#subscriber;
    const onApple = this.#subscriber.store === 'app_store';
    if (!period) {
      return [
        ...(lastPaid ? (['resubscribe'] as const) : []),
        ...(lastPaid && endReason === 'BILLING_ERROR' ? (['recover'] as const) : []),
        ...(refunded && onApple ? (['refund_reversed'] as const) : []),
      ];
    }
    if (inGrace) return ['recover'];
    if (period.kind === 'TRIAL' || period.familyShare) return willRenew ? ['cancel'] : ['uncancel'];
    const earlier = earlierPaid ? (['refund_earlier'] as const) : [];
    if (!willRenew) return ['uncancel', 'refund', ...earlier];
    return ['cancel', 'refund', 'billing_issue', ...earlier, ...this.#changes()];
  }

  /** What may become of a running subscription at the normal price. */
  #changes(): InterruptionKind[] {
    const { period, nextProduct, isMobile, record } = this.#subscriber;
    if (period?.kind !== 'NORMAL' || nextProduct) return [];
    const { length } = period.product;
    return [
      ...(length === 'P1M' ? (['change_product'] as const) : []),
      ...(isMobile && (length === 'P1M' || length === 'P1W') ? (['upgrade'] as const) : []),
      ...(isMobile ? (['extend'] as const) : []),
      ...(isMobile && !record.owner ? (['transfer'] as const) : []),
    ];
  }
}
