import type { BookEvent } from '../book/event.js';
import { fromMinorUnits } from '../book/money.js';
import { hexFor } from '../book/random.js';
import { transactionIdFor } from '../book/transaction-ids.js';

/** Fields that only some types have, or have with another value ("Webhooks, Event Types and Fields"). */
export function special(event: BookEvent) {
  const { type, customer, period, reason, newProduct, owner } = event;
  switch (type) {
    case 'RENEWAL':
      return { is_trial_conversion: period?.origin === 'trial_conversion' };
    case 'CANCELLATION':
      return { cancel_reason: reason };
    case 'EXPIRATION':
      return { expiration_reason: reason };
    case 'PRODUCT_CHANGE':
      return newProduct ? { new_product_id: newProduct.storeIdentifier } : {};
    case 'SUBSCRIPTION_PAUSED':
      return { auto_resume_at_ms: event.autoResumeAt };
    case 'BILLING_ISSUE':
      return { grace_period_expiration_at_ms: event.graceUntil ?? null };
    case 'TRANSFER':
      return {
        transferred_from: [customer.anonymousId, customer.appUserId],
        transferred_to: owner ? [owner.anonymousId, owner.appUserId] : [],
      };
    case 'INVOICE_ISSUANCE':
      return invoice(event);
    case 'VIRTUAL_CURRENCY_TRANSACTION':
      return virtualCurrency(event);
    case 'CUSTOMER_SEEN':
    case 'REFUND':
    case 'INITIAL_PURCHASE':
    case 'NON_RENEWING_PURCHASE':
    case 'UNCANCELLATION':
    case 'SUBSCRIPTION_EXTENDED':
    case 'REFUND_REVERSED':
    case 'TEMPORARY_ENTITLEMENT_GRANT':
      return {};
  }
}

/** An invoice is not paid yet: it has a price in the customer's currency, and none in US dollars. */
function invoice({ customer, period }: BookEvent) {
  return {
    period_type: null,
    transaction_id: null,
    original_transaction_id: null,
    entitlement_ids: null,
    presented_offering_id: null,
    renewal_number: null,
    price: undefined,
    price_in_purchased_currency: fromMinorUnits(period?.minorUnits ?? 0, customer.currency),
    tax_percentage: null,
    commission_percentage: null,
    takehome_percentage: null,
  };
}

function virtualCurrency({ id, customer, period, credits = 0 }: BookEvent) {
  if (!period) return {};
  return {
    adjustments: [
      {
        amount: credits,
        currency: { code: 'CRD', name: 'Credits', description: 'What extras are paid with' },
      },
    ],
    product_display_name: period.product.displayName,
    product_id: period.product.storeIdentifier,
    purchase_environment: customer.environment,
    source: 'in_app_purchase',
    transaction_id: transactionIdFor(customer.app.store, customer.key, period),
    virtual_currency_transaction_id: `vatx${hexFor(id, 16)}`,
  };
}
