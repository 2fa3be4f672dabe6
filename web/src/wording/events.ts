/**
 * Plain words for RevenueCat's webhook types (docs "Event types and fields"); the code stands beside them. New types may
 * come at any time: they are shown by their code.
 */
const WORDS: Readonly<Record<string, string>> = {
  TEST: 'Test',
  INITIAL_PURCHASE: 'First purchase',
  RENEWAL: 'Renewal',
  CANCELLATION: 'Cancellation',
  UNCANCELLATION: 'Cancellation withdrawn',
  NON_RENEWING_PURCHASE: 'One-time purchase',
  SUBSCRIPTION_PAUSED: 'Pause announced',
  EXPIRATION: 'Expiration',
  BILLING_ISSUE: 'Billing issue',
  PRODUCT_CHANGE: 'Product change',
  TRANSFER: 'Transfer',
  SUBSCRIPTION_EXTENDED: 'Extension',
  TEMPORARY_ENTITLEMENT_GRANT: 'Temporary access',
  REFUND_REVERSED: 'Refund reversed',
  INVOICE_ISSUANCE: 'Invoice issued',
  VIRTUAL_CURRENCY_TRANSACTION: 'Virtual currency',
  EXPERIMENT_ENROLLMENT: 'Experiment enrolment',
  PURCHASE_REDEEMED: 'Purchase redeemed',
};

export const EVENT_TYPES: readonly string[] = Object.keys(WORDS);

interface EventFacts {
  readonly type: string;
  readonly period_type: string | null;
  readonly cancel_reason: string | null;
}

/** What happened, in words: a refund comes as a cancellation, a trial as a first purchase. */
export function eventWords({ type, period_type, cancel_reason }: EventFacts): string {
  if (type === 'CANCELLATION' && cancel_reason === 'CUSTOMER_SUPPORT') return 'Refund';
  if (type === 'INITIAL_PURCHASE' && period_type === 'TRIAL') return 'Trial started';
  return WORDS[type] ?? type;
}
