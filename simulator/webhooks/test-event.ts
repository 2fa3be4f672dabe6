import { randomUUID } from 'node:crypto';

import { HOUR } from '../clock.js';

/** The body that the dashboard's "Send test event" sends: shaped like a purchase, about nobody, in the sandbox. */
export function testEventBody(now: number, appId: string | null) {
  const user = randomUUID();
  const attribute = (value: string) => ({ value, updated_at_ms: now });
  return {
    api_version: '1.0',
    event: {
      id: randomUUID().toUpperCase(),
      type: 'TEST',
      event_timestamp_ms: now,
      ...(appId !== null && { app_id: appId }),
      app_user_id: user,
      original_app_user_id: user,
      aliases: [user, randomUUID()],
      product_id: 'test_product',
      period_type: 'NORMAL',
      purchased_at_ms: now,
      expiration_at_ms: now + 2 * HOUR,
      store: 'APP_STORE',
      environment: 'SANDBOX',
      country_code: 'US',
      subscriber_attributes: {
        $displayName: attribute('Tess Tester'),
        $email: attribute('tess@customers.example'),
        my_custom_attribute_1: attribute('custom'),
      },
      ...nothing,
    },
  };
}

/** Fields a test event has, all null. */
const nothing = {
  entitlement_id: null,
  entitlement_ids: null,
  presented_offering_id: null,
  price: null,
  price_in_purchased_currency: null,
  currency: null,
  tax_percentage: null,
  commission_percentage: null,
  takehome_percentage: null,
  transaction_id: null,
  original_transaction_id: null,
  is_family_share: null,
  offer_code: null,
  renewal_number: null,
  metadata: null,
};
