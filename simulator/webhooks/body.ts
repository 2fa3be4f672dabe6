import { Decimal } from 'decimal.js';

import { type BookEvent, usdMicrosOf } from '../book/event.js';
import { commission } from '../book/measures/revenue.js';
import { fromMinorUnits } from '../book/money.js';
import { transactionIdFor } from '../book/transaction-ids.js';

/** Whether an event of the book is one RevenueCat sends webhooks about. */
export function isAnnounced({ type }: BookEvent): boolean {
  return type !== 'CUSTOMER_SEEN';
}

/** A webhook body ("Webhooks, Event Types and Fields"): prices are US dollars, negative for refunds. */
export function webhookBody(event: BookEvent) {
  return { api_version: '1.0', event: { ...common(event), ...purchase(event), ...special(event) } };
}

function common({ id, type, at, customer }: BookEvent) {
  return {
    id,
    type,
    event_timestamp_ms: at,
    app_id: customer.app.id,
    app_user_id: customer.appUserId,
    original_app_user_id: customer.anonymousId,
    aliases: [customer.anonymousId, customer.appUserId],
    country_code: customer.country,
    environment: customer.environment,
    store: customer.app.store.toUpperCase(),
    subscriber_attributes: {
      $email: { value: `${customer.appUserId}@customers.example`, updated_at_ms: customer.firstSeenAt },
    },
    metadata: null,
  };
}

function purchase(event: BookEvent) {
  const { period, customer, moneySign, at } = event;
  if (!period) return {};
  const subscription = period.end !== null;
  const rate = commission[customer.app.store];
  return {
    product_id: period.product.storeIdentifier,
    period_type: period.kind,
    purchased_at_ms: period.start,
    expiration_at_ms: moneySign < 0 ? at : period.end,
    transaction_id: transactionIdFor(customer.app.store, customer.key, period.ordinal),
    original_transaction_id: transactionIdFor(customer.app.store, customer.key, 0),
    entitlement_id: null,
    entitlement_ids: subscription ? ['pro'] : null,
    presented_offering_id: 'default',
    offer_code: null,
    is_family_share: false,
    renewal_number: period.renewalNumber || null,
    currency: customer.currency,
    price: new Decimal(usdMicrosOf(event)).div(1_000_000).toNumber(),
    price_in_purchased_currency: signed(fromMinorUnits(period.minorUnits, customer.currency), moneySign),
    tax_percentage: customer.tax,
    commission_percentage: rate,
    takehome_percentage: new Decimal(1).minus(rate).toNumber(),
  };
}

/** Fields that only some types have. */
function special({ type, period, reason, newProduct, autoResumeAt }: BookEvent) {
  switch (type) {
    case 'RENEWAL':
      return { is_trial_conversion: period?.origin === 'trial_conversion' };
    case 'CANCELLATION':
      return { cancel_reason: reason };
    case 'EXPIRATION':
      return { expiration_reason: reason };
    case 'PRODUCT_CHANGE':
      return { new_product_id: newProduct?.storeIdentifier };
    case 'SUBSCRIPTION_PAUSED':
      return { auto_resume_at_ms: autoResumeAt };
    case 'BILLING_ISSUE':
      return { grace_period_expiration_at_ms: null };
    case 'CUSTOMER_SEEN':
    case 'INITIAL_PURCHASE':
    case 'NON_RENEWING_PURCHASE':
    case 'UNCANCELLATION':
      return {};
  }
}

/** Zero has no sign, so that no body says `-0`. */
function signed(amount: number, sign: BookEvent['moneySign']): number {
  return sign === 0 ? 0 : sign * amount;
}
