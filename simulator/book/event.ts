import type { Product } from './catalogue.js';
import type { Customer } from './customers.js';

/** Kinds of facts in a book. All but `CUSTOMER_SEEN` are also webhook types ("Webhooks, Event Types and Fields"). */
export type BookEventType =
  | 'CUSTOMER_SEEN'
  | 'INITIAL_PURCHASE'
  | 'RENEWAL'
  | 'NON_RENEWING_PURCHASE'
  | 'CANCELLATION'
  | 'UNCANCELLATION'
  | 'BILLING_ISSUE'
  | 'SUBSCRIPTION_PAUSED'
  | 'PRODUCT_CHANGE'
  | 'EXPIRATION';

/** Why a paid period began. */
export type Origin = 'direct' | 'trial_conversion' | 'renewal' | 'resubscription' | 'product_change';

/** Why something was cancelled or expired, in RevenueCat's words. */
export type EndReason = 'UNSUBSCRIBE' | 'BILLING_ERROR' | 'CUSTOMER_SUPPORT' | 'SUBSCRIPTION_PAUSED';

/** One period of a subscription, or a one-time purchase. Times in milliseconds. */
export interface Period {
  product: Product;
  kind: 'TRIAL' | 'NORMAL';
  start: number;
  /** null for one-time purchases. */
  end: number | null;
  /** null while in a trial and for one-time purchases. */
  origin: Origin | null;
  /** Price in minor units of the customer's currency; 0 for trials. */
  minorUnits: number;
  /** The same in millionths of a US dollar. */
  usdMicros: number;
  /** Counts the customer's transactions from 0: the store's ids follow. */
  ordinal: number;
  /** How often it was renewed; a trial conversion counts. 0 for a first period. */
  renewalNumber: number;
}

/** One fact: the book is a list of these, and both charts and webhooks are read from it. */
export interface BookEvent {
  /** Upper-case UUID, stable for project and seed. */
  id: string;
  type: BookEventType;
  /** Milliseconds: when it happened, which is also when its money counts. */
  at: number;
  customer: Customer;
  /** The period it is about; null for `CUSTOMER_SEEN`. */
  period: Period | null;
  /** +1 the period's price came in, -1 it was refunded, 0 no money moved. */
  moneySign: -1 | 0 | 1;
  reason?: EndReason;
  /** `PRODUCT_CHANGE`: what follows at the end of the period. */
  newProduct?: Product;
  /** `SUBSCRIPTION_PAUSED`: milliseconds. */
  autoResumeAt?: number;
}

/** Money that moved, in millionths of a US dollar; negative for a refund. */
export function usdMicrosOf({ period, moneySign }: BookEvent): number {
  return moneySign === 0 || !period ? 0 : moneySign * period.usdMicros;
}
