/** Rows of the day's totals and subscriptions that the events are about, for each project. */
const CUSTOMERS = 2_000;

/**
 * A RENEWAL as RevenueCat sends it ("Webhooks", sample events), 1.2 KB.
 *
 * @param n makes transaction and customer; @param at milliseconds since 1970.
 */
export function renewalBody(id: string, n: number, app: string, at: number): string {
  const customer = `$RCAnonymousID:8069238d6049ce87cc529853916d${String(n % CUSTOMERS).padStart(4, '0')}`;
  const event = {
    event_timestamp_ms: at,
    product_id: 'com.subscription.weekly',
    period_type: 'NORMAL',
    purchased_at_ms: at,
    expiration_at_ms: at + 604_800_000,
    environment: 'PRODUCTION',
    entitlement_id: null,
    entitlement_ids: ['Pro', 'Everything'],
    presented_offering_id: 'default',
    transaction_id: `${190_000_000_000_000 + n}`,
    original_transaction_id: `${180_000_000_000_000 + (n % CUSTOMERS)}`,
    is_family_share: false,
    country_code: 'DE',
    app_user_id: customer,
    aliases: [customer, `user-${n % CUSTOMERS}`],
    original_app_user_id: customer,
    currency: 'EUR',
    is_trial_conversion: false,
    price: 4.99,
    price_in_purchased_currency: 4.49,
    subscriber_attributes: {
      $email: { updated_at_ms: 1_662_955_084_635, value: 'firstlast@gmail.com' },
      $attConsentStatus: { updated_at_ms: 1_662_955_084_635, value: 'notDetermined' },
    },
    store: 'APP_STORE',
    takehome_percentage: 0.7,
    tax_percentage: 0.1597,
    commission_percentage: 0.2523,
    offer_code: null,
    renewal_number: (n % 50) + 1,
    type: 'RENEWAL',
    id,
    app_id: app,
  };
  return JSON.stringify({ api_version: '1.0', event });
}
