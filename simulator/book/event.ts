import type { Product } from './catalogue.js';
import type { Customer, Identity } from './customers.js';
import type { Length } from './lengths.js';

/**
 * Kinds of facts in a book. All but the first two are also webhook types ("Webhooks, Event Types and Fields").
 * `REFUND` is the refund of a period that is no longer the latest: RevenueCat sends no webhook about it.
 */
export type BookEventType =
  | 'CUSTOMER_SEEN'
  | 'REFUND'
  | 'INITIAL_PURCHASE'
  | 'RENEWAL'
  | 'NON_RENEWING_PURCHASE'
  | 'CANCELLATION'
  | 'UNCANCELLATION'
  | 'BILLING_ISSUE'
  | 'SUBSCRIPTION_PAUSED'
  | 'SUBSCRIPTION_EXTENDED'
  | 'PRODUCT_CHANGE'
  | 'EXPIRATION'
  | 'REFUND_REVERSED'
  | 'TRANSFER'
  | 'INVOICE_ISSUANCE'
  | 'TEMPORARY_ENTITLEMENT_GRANT'
  | 'VIRTUAL_CURRENCY_TRANSACTION';

/**
 * Why a paid period began. `intro`: with a paid introductory offer; `recovery`: paid after all when billing had failed
 * and access had ended; `resubscription`: bought anew after an end.
 */
export type Origin =
  'direct' | 'intro' | 'trial_conversion' | 'renewal' | 'recovery' | 'resubscription' | 'product_change';

/** Why something was cancelled or expired, in RevenueCat's words. */
export type EndReason = 'UNSUBSCRIBE' | 'BILLING_ERROR' | 'CUSTOMER_SUPPORT' | 'SUBSCRIPTION_PAUSED';

/** One period of a subscription, or a one-time purchase. Times in milliseconds. */
export interface Period {
  product: Product;
  kind: 'TRIAL' | 'INTRO' | 'NORMAL';
  start: number;
  /** As it was bought; extensions come as events. null for one-time purchases. */
  end: number | null;
  /** What MRR is normalised by; null for trials and one-time purchases. */
  length: Length | null;
  /** null while in a trial, for one-time purchases and for family shares. */
  origin: Origin | null;
  /** Bought by somebody else in an App Store family: access without a payment. */
  familyShare: boolean;
  /** Counts the periods of an introductory offer from 1; 0 outside of one. */
  introCycle: number;
  /** Price in minor units of the customer's currency; 0 for trials and family shares. */
  minorUnits: number;
  /** The same in millionths of a US dollar, at the rate of the day it starts. */
  usdMicros: number;
  /** Counts the customer's transactions from 0: the store's ids follow. */
  ordinal: number;
  /** `ordinal` of the first transaction of its subscription; its own for one-time purchases. */
  originalOrdinal: number;
  /** How many periods its subscription has had with this one; a trial counts. */
  renewalNumber: number;
}

/** One fact: the book is a list of these, and charts, webhooks and the book's own answers are read from it. */
export interface BookEvent {
  /** Upper-case UUID, stable for project and seed. */
  id: string;
  type: BookEventType;
  /** Milliseconds: when it happened, which is also when its money counts. */
  at: number;
  customer: Customer;
  /** The period it is about; null for `CUSTOMER_SEEN`, `TRANSFER` and `TEMPORARY_ENTITLEMENT_GRANT`. */
  period: Period | null;
  /** +1 the period's price came in, -1 it was refunded, 0 no money moved. */
  moneySign: -1 | 0 | 1;
  /** Until when there is access, as known at the event; null for one-time purchases. Milliseconds. */
  expiresAt: number | null;
  /** Whom the purchases belong to since a transfer; absent before. */
  owner?: Identity;
  /** When RevenueCat got to know of it, if later than `at`. Milliseconds. */
  reportedAt?: number;
  reason?: EndReason;
  /** `PRODUCT_CHANGE`: what follows. */
  newProduct?: Product;
  /** `SUBSCRIPTION_PAUSED`: milliseconds. */
  autoResumeAt?: number;
  /** `BILLING_ISSUE`: until when access goes on nevertheless; null = not at all. Milliseconds. */
  graceUntil?: number | null;
  /** `VIRTUAL_CURRENCY_TRANSACTION`: units gained or lost. */
  credits?: number;
}

/** Money that moved, in millionths of a US dollar; negative for a refund. */
export function usdMicrosOf({ period, moneySign }: BookEvent): number {
  return moneySign === 0 || !period ? 0 : moneySign * period.usdMicros;
}
