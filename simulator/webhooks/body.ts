import { Decimal } from 'decimal.js';

import { type BookEvent, type Period, usdMicrosOf } from '../book/event.js';
import { fromMinorUnits } from '../book/money.js';
import { commission, WHOLE } from '../book/revenue-type.js';
import { originalTransactionIdFor, transactionIdFor } from '../book/transaction-ids.js';
import { special } from './special-fields.js';

/** Whether an event of the book is one RevenueCat sends webhooks about. */
export function isAnnounced({ type }: BookEvent): boolean {
  return type !== 'CUSTOMER_SEEN' && type !== 'REFUND';
}

/** A webhook body ("Webhooks, Event Types and Fields", "Sample Events"): prices are US dollars, negative for refunds. */
export function webhookBody(event: BookEvent) {
  const { type, period } = event;
  const named = { id: event.id, type, event_timestamp_ms: event.reportedAt ?? event.at };
  const near = { ...named, ...where(event) };
  if (type === 'TRANSFER') return envelope({ ...near, environment: event.customer.environment }, event);
  if (type === 'TEMPORARY_ENTITLEMENT_GRANT') {
    return envelope({ ...near, app_user_id: event.customer.appUserId }, event);
  }
  if (type === 'VIRTUAL_CURRENCY_TRANSACTION') return envelope({ ...near, ...person(event) }, event);
  const whole = { ...near, ...person(event), ...history(event) };
  return envelope({ ...whole, ...(period && purchase(event, period)) }, event);
}

/** What special fields say overrides what events of all types say. */
function envelope<Fields extends object>(fields: Fields, event: BookEvent) {
  return { api_version: '1.0', event: { ...fields, ...special(event) } };
}

function where({ customer: { app } }: BookEvent) {
  return { app_id: app.id, store: app.store.toUpperCase() };
}

function person({ customer, owner = customer }: BookEvent) {
  return {
    app_user_id: owner.appUserId,
    aliases: [owner.anonymousId, owner.appUserId],
    country_code: customer.country,
    subscriber_attributes: {
      $email: { value: `${owner.appUserId}@customers.example`, updated_at_ms: customer.firstSeenAt },
    },
  };
}

function history({ customer, owner = customer }: BookEvent) {
  return { original_app_user_id: owner.anonymousId, environment: customer.environment, metadata: null };
}

function purchase(event: BookEvent, period: Period) {
  const { customer, moneySign, expiresAt } = event;
  const { store } = customer.app;
  const rate = commission[store];
  const consumable = period.end === null && period.product.consumable;
  return {
    product_id: period.product.storeIdentifier,
    period_type: period.kind,
    purchased_at_ms: period.start,
    expiration_at_ms: expiresAt,
    transaction_id: transactionIdFor(store, customer.key, period),
    original_transaction_id: originalTransactionIdFor(store, customer.key, period),
    entitlement_id: null,
    entitlement_ids: consumable ? null : ['pro'],
    presented_offering_id: 'default',
    offer_code: null,
    is_family_share: period.familyShare,
    renewal_number: period.renewalNumber || null,
    currency: customer.currency,
    price: new Decimal(usdMicrosOf(event)).div(1_000_000).toNumber(),
    price_in_purchased_currency: signed(fromMinorUnits(period.minorUnits, customer.currency), moneySign),
    tax_percentage: customer.tax / WHOLE,
    commission_percentage: rate / WHOLE,
    takehome_percentage: (WHOLE - rate) / WHOLE,
  };
}

/** Zero has no sign, so that no body says `-0`. */
function signed(amount: number, sign: BookEvent['moneySign']): number {
  return sign === 0 ? 0 : sign * amount;
}
