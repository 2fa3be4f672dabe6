import type { BookEvent } from '../../../simulator/book/event.js';
import type { Currency } from '../../../simulator/book/money.js';
import { type Change, isTrial } from './access.js';
import { type Micros, priceOf, yearly } from './prices.js';

/** Why somebody is a new subscriber, by the names that RevenueCat's chart gives to it. */
export const NEW_SUBSCRIBERS = {
  trial_conversion: 'trial_conversions',
  intro: 'intro_offers',
  direct: 'direct',
  resubscription: 'resubscriptions',
  product_change: 'product_changes',
} as const;
type NewSubscribers = Record<(typeof NEW_SUBSCRIBERS)[keyof typeof NEW_SUBSCRIBERS], number>;

/** One UTC day: what happened on it, and what there was at its end. */
export interface Day {
  revenue: Micros;
  transactions: number;
  newSubscribers: NewSubscribers;
  /** Subscriptions lost, less those that came back without beginning anew. */
  churned: number;
  customers: number;
  arr: Micros;
  subscriptions: number;
  trials: number;
  /** By the product's id. */
  readonly products: Map<string, { revenue: Micros; subscriptions: number }>;
}

/** The day after: nothing has happened on it, and all that there was goes on. */
export function dayAfter(day: Day | undefined): Day {
  const products = [...(day?.products ?? [])].map(([id, { subscriptions }]) => {
    return [id, { revenue: 0n, subscriptions }] as const;
  });
  return {
    ...{ arr: day?.arr ?? 0n, subscriptions: day?.subscriptions ?? 0, trials: day?.trials ?? 0 },
    ...{ revenue: 0n, transactions: 0, churned: 0, customers: 0, products: new Map(products) },
    newSubscribers: {
      trial_conversions: 0,
      intro_offers: 0,
      direct: 0,
      resubscriptions: 0,
      product_changes: 0,
    },
  };
}

/** Writes one event down on its day. */
export function writeDown(day: Day, event: BookEvent, change: Change, currency: Currency): void {
  if (event.type === 'CUSTOMER_SEEN') day.customers += 1;
  moveMoney(day, event, currency);
  count(day, change.before, -1, currency);
  count(day, change.now, 1, currency);
  begin(day, event);
  day.churned += churnOf(event, change);
}

function moveMoney(day: Day, event: BookEvent, currency: Currency): void {
  const { period, moneySign, type } = event;
  if (period === null || moneySign === 0) return;
  const moved = priceOf(event, currency) * BigInt(moneySign);
  day.revenue += moved;
  productOf(day, event).revenue += moved;
  if (moneySign === 1 && type !== 'REFUND_REVERSED') day.transactions += 1;
}

/** Adds what somebody has, or takes it away. */
function count(day: Day, event: BookEvent | null, by: 1 | -1, currency: Currency): void {
  if (event === null) return;
  if (isTrial(event)) {
    day.trials += by;
    return;
  }
  day.subscriptions += by;
  productOf(day, event).subscriptions += by;
  day.arr += yearly(event, currency) * BigInt(by);
}

function begin({ newSubscribers }: Day, { type, period }: BookEvent): void {
  if (type !== 'INITIAL_PURCHASE' && type !== 'RENEWAL') return;
  const origin = period?.origin ?? 'renewal';
  if (origin !== 'renewal' && origin !== 'recovery') newSubscribers[NEW_SUBSCRIBERS[origin]] += 1;
}

/** A change of product loses the old subscription; a recovery and a reversed refund bring one back. */
function churnOf({ type, period }: BookEvent, { before, now }: Change): number {
  if (before === null) {
    const isBack = type === 'REFUND_REVERSED' || (type === 'RENEWAL' && period?.origin === 'recovery');
    return now !== null && isBack ? -1 : 0;
  }
  if (isTrial(before)) return 0;
  return now === null || now.period?.product.id !== before.period?.product.id ? 1 : 0;
}

function productOf({ products }: Day, { period }: BookEvent) {
  const id = period?.product.id ?? '';
  const known = products.get(id) ?? { revenue: 0n, subscriptions: 0 };
  products.set(id, known);
  return known;
}
