import { DAY } from '../clock.js';
import { chances, graceDays } from './chances.js';
import { identityFor } from './customers.js';
import type { EndReason, Period } from './event.js';
import type { HappeningKind } from './plan.js';
import { buy, buyOnce } from './purchases.js';
import type { Subscriber } from './subscriber.js';

type Act = (subscriber: Subscriber, at: number, period: Period | undefined) => void;

/** What each happening does, if it still makes sense when its time has come. */
export const acts: Record<HappeningKind, Act> = {
  buy,
  buy_credits: (subscriber, at) => buyOnce(subscriber, subscriber.product('100 Credits'), at),
  resubscribe(subscriber, at) {
    const { period, lastPaid } = subscriber;
    if (period || !lastPaid) return;
    const terms = { product: lastPaid.product, kind: 'NORMAL', introCycle: 0 } as const;
    subscriber.start('RENEWAL', terms, at, 'resubscription', lastPaid);
  },
  recover(subscriber, at) {
    if (subscriber.inGrace) return subscriber.renew(at);
    const lapsed = !subscriber.period && subscriber.endReason === 'BILLING_ERROR';
    if (lapsed && subscriber.lastPaid) subscriber.renew(at, 'recovery');
  },
  cancel: (subscriber, at) => stopRenewing(subscriber, at, 'UNSUBSCRIBE'),
  uncancel(subscriber, at) {
    if (!subscriber.period || subscriber.willRenew || subscriber.inGrace) return;
    subscriber.willRenew = true;
    subscriber.note('UNCANCELLATION', at);
  },
  pause(subscriber, at) {
    const { period, willRenew, end } = subscriber;
    if (!period || !willRenew || end === null) return;
    subscriber.willRenew = false;
    subscriber.endReason = 'SUBSCRIPTION_PAUSED';
    subscriber.note('SUBSCRIPTION_PAUSED', at, { autoResumeAt: end + 30 * DAY });
  },
  extend(subscriber, at) {
    const { period, end, random } = subscriber;
    if (!period || end === null) return;
    subscriber.end = end + random.between(1, 7) * DAY;
    subscriber.note('SUBSCRIPTION_EXTENDED', at);
    subscriber.plan.clear();
    subscriber.plan.add({ at: subscriber.end, kind: 'period_end' });
  },
  billing_issue(subscriber, at) {
    if (!subscriber.period || !subscriber.willRenew) return;
    subscriber.note('BILLING_ISSUE', at, { graceUntil: null });
    stopRenewing(subscriber, at, 'BILLING_ERROR');
  },
  billing_failure(subscriber, at) {
    if (!subscriber.period || !subscriber.willRenew || subscriber.nextProduct) return;
    const days = graceDays[subscriber.store];
    const graceUntil = days === 0 ? null : at + days * DAY;
    subscriber.note('BILLING_ISSUE', at, { graceUntil });
    stopRenewing(subscriber, at, 'BILLING_ERROR');
    if (graceUntil === null) return;
    subscriber.inGrace = true;
    subscriber.end = graceUntil;
    subscriber.plan.clear();
    const { random, plan } = subscriber;
    const saved = random.chance(chances.recoveredInGrace);
    if (saved) plan.add({ at: random.between(at + 1, graceUntil - 1), kind: 'recover' });
    else plan.add({ at: graceUntil, kind: 'grace_end' });
  },
  grace_end: (subscriber, at) => subscriber.expire(at, 'BILLING_ERROR'),
  period_end(subscriber, at) {
    if (!subscriber.period) return;
    if (subscriber.willRenew) subscriber.renew(at);
    else subscriber.expire(at, subscriber.endReason);
  },
  change_product(subscriber, at) {
    const { period, willRenew, nextProduct } = subscriber;
    if (!period || !willRenew || nextProduct) return;
    const wanted = { 'Pro Monthly': 'Plus Monthly', 'Basic Weekly': 'Pro Monthly' }[
      period.product.displayName
    ];
    const newProduct = subscriber.product(wanted ?? 'Pro Yearly');
    subscriber.nextProduct = newProduct;
    subscriber.note('PRODUCT_CHANGE', at, { newProduct });
  },
  upgrade(subscriber, at) {
    const { period, willRenew, store } = subscriber;
    if (!period || !willRenew) return;
    const product = subscriber.product('Pro Yearly');
    const terms = { product, kind: 'NORMAL', introCycle: 0 } as const;
    // Google names no new product and begins a subscription of its own; Apple renews into the new product.
    subscriber.note('PRODUCT_CHANGE', at, store === 'app_store' ? { newProduct: product } : {});
    if (store === 'app_store') subscriber.start('RENEWAL', terms, at, 'product_change', period);
    else subscriber.start('INITIAL_PURCHASE', terms, at, 'product_change', null);
  },
  transfer(subscriber, at) {
    const { record, customer } = subscriber;
    if (!subscriber.period || record.owner) return;
    record.owner = identityFor(`${customer.key}/transferred`);
    record.add('TRANSFER', at, null);
  },
  refund(subscriber, at) {
    const { period } = subscriber;
    if (!period || period.minorUnits === 0) return;
    subscriber.refunded = period;
    subscriber.note('CANCELLATION', at, { moneySign: -1, reason: 'CUSTOMER_SUPPORT', expiresAt: at });
    subscriber.end = at;
    subscriber.expire(at, 'CUSTOMER_SUPPORT');
    if (subscriber.store === 'app_store') subscriber.perhaps(chances.refundReversed, at, 'refund_reversed');
  },
  late_refund(subscriber, at, period) {
    if (!period) return;
    const details = { moneySign: -1, reason: 'CUSTOMER_SUPPORT' } as const;
    if (period.end === null) {
      subscriber.record.add('CANCELLATION', at, period, details);
      const { credits } = period.product;
      if (credits) subscriber.record.add('VIRTUAL_CURRENCY_TRANSACTION', at, period, { credits: -credits });
    } else if (!subscriber.period && subscriber.lastPaid === period && !subscriber.refunded) {
      subscriber.refunded = period;
      subscriber.record.add('CANCELLATION', at, period, { ...details, expiresAt: subscriber.end });
    }
  },
  refund_earlier(subscriber, at) {
    const { earlierPaid } = subscriber;
    if (!earlierPaid) return;
    subscriber.earlierPaid = null;
    subscriber.record.add('REFUND', at, earlierPaid, { moneySign: -1 });
  },
  refund_reversed(subscriber, at) {
    const { refunded, period } = subscriber;
    if (!refunded) return;
    subscriber.record.add('REFUND_REVERSED', at, refunded, { moneySign: 1 });
    subscriber.refunded = null;
    if (period || refunded.end === null || at >= refunded.end) return;
    subscriber.enter(refunded);
    subscriber.willRenew = false;
    subscriber.plan.add({ at: refunded.end, kind: 'period_end' });
  },
};

function stopRenewing(subscriber: Subscriber, at: number, reason: EndReason): void {
  if (!subscriber.period || !subscriber.willRenew) return;
  subscriber.willRenew = false;
  subscriber.endReason = reason;
  subscriber.note('CANCELLATION', at, { reason });
}
