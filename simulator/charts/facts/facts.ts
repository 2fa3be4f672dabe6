import type { Product } from '../../book/catalogue.js';
import type { Customer } from '../../book/customers.js';
import type { Origin, Period } from '../../book/event.js';

/** What the store would do at the end of a period, as known now. */
export type RenewalStatus = 'set_to_renew' | 'set_to_cancel' | 'billing_issue';

/** Somebody's first sighting. Times in milliseconds, here and below. */
export interface Sighting {
  customer: Customer;
  product: null;
  at: number;
}

/** A free trial, from its start to its conversion or expiration, grace included. */
export interface Trial {
  customer: Customer;
  product: Product;
  from: number;
  /** `Infinity` while it runs. */
  to: number;
  outcome: 'pending' | 'converted' | 'expired';
  /** What was paid at its conversion. */
  conversion: Payment | null;
  status: RenewalStatus;
}

/** Time for which access was paid, from a payment to the next one or to the end of access, grace included. */
export interface Span {
  customer: Customer;
  product: Product;
  period: Period;
  from: number;
  /** `Infinity` while it runs. */
  to: number;
  /** Why it began; `reversal`: a refund was taken back. */
  opening: Origin | 'reversal';
  /** How it ended; null while it runs. */
  closing: 'renewed' | 'changed' | 'expired' | null;
  /** The spans right before and after it, without a gap. */
  before: Span | null;
  after: Span | null;
  status: RenewalStatus;
}

/** Something paid for, with its refunds and their reversals. */
export interface Payment {
  customer: Customer;
  product: Product;
  period: Period;
  at: number;
  /** Money in (+1) and out (-1), in order of time; the first is the payment itself. */
  moves: { at: number; sign: 1 | -1 }[];
}

/** What charts are drawn from: a book's production events, without family shares, sorted out. In order of time. */
export interface Facts {
  /** UTC days since 1970 of the first event and after the last one. */
  firstDay: number;
  endDay: number;
  sightings: readonly Sighting[];
  trials: readonly Trial[];
  spans: readonly Span[];
  payments: readonly Payment[];
}

/** Whether the money of a payment was given back for good, as known now. */
export function isRefunded({ moves }: Payment): boolean {
  return moves.at(-1)?.sign === -1;
}
