import { HOUR } from '../clock.js';
import type { Product } from './catalogue.js';
import { chances, offered } from './chances.js';
import type { Subscriber } from './subscriber.js';

/** The first purchase, by how the customer begins. */
export function buy(subscriber: Subscriber, at: number): void {
  const { customer, random, record, store } = subscriber;
  const { beginning } = customer;
  if (beginning === 'looks_around') return;
  const product = subscriber.product(random.pick<string>(offered[beginning]));
  if (beginning === 'one_time') return buyOnce(subscriber, product, at);
  const seen = record.events.length;
  if (seen === 1 && store === 'app_store' && at > customer.firstSeenAt && random.chance(chances.grantFirst)) {
    // The store cannot be asked right now; the purchase counts once it can.
    record.add('TEMPORARY_ENTITLEMENT_GRANT', at, null);
    subscriber.plan.add({ at: at + random.between(HOUR, 20 * HOUR), kind: 'buy' });
    return;
  }
  if (beginning !== 'family_share') subscriber.perhaps(chances.buysCredits, at, 'buy_credits');
  switch (beginning) {
    case 'trial':
      subscriber.start('INITIAL_PURCHASE', { product, kind: 'TRIAL', introCycle: 0 }, at, null, null);
      return;
    case 'direct':
      subscriber.start('INITIAL_PURCHASE', { product, kind: 'NORMAL', introCycle: 0 }, at, 'direct', null);
      return;
    case 'intro':
      subscriber.start('INITIAL_PURCHASE', { product, kind: 'INTRO', introCycle: 1 }, at, 'intro', null);
      return;
    case 'family_share': {
      const terms = { product, kind: 'NORMAL', introCycle: 0, familyShare: true } as const;
      subscriber.start('INITIAL_PURCHASE', terms, at, null, null);
    }
  }
}

/** A one-time purchase, with the virtual currency it brings. */
export function buyOnce({ record, plan, random }: Subscriber, product: Product, at: number): void {
  const terms = { product, kind: 'NORMAL', start: at, origin: null, renewalNumber: 0 } as const;
  const period = record.newPeriod({ ...terms, familyShare: false, introCycle: 0 }, null);
  record.add('NON_RENEWING_PURCHASE', at, period, { moneySign: 1 });
  if (product.credits) record.add('VIRTUAL_CURRENCY_TRANSACTION', at, period, { credits: product.credits });
  const [probability, soonest, latest] = chances.creditsRefunded;
  if (!random.chance(probability)) return;
  plan.add({ at: at + random.between(soonest, latest), kind: 'late_refund', period });
}
