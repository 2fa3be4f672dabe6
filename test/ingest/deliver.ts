import { randomUUID } from 'node:crypto';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';

import { WEBHOOK_PATH } from '../../api/ingest/receiver.js';
import type { Stage } from './stage.js';
import type { Tenant } from './tenant.js';

export interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface DeliveryOptions {
  readonly account?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Posts a body as RevenueCat would: JSON, the token in `Authorization`. */
export async function deliver(
  stage: Pick<Stage, 'url'>,
  tenant: Pick<Tenant, 'token'>,
  body: string | Uint8Array<ArrayBuffer>,
  options: DeliveryOptions = {},
): Promise<Sent> {
  const query = options.account === undefined ? '' : `?account=${encodeURIComponent(options.account)}`;
  const response = await fetch(stage.url + WEBHOOK_PATH + query, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${tenant.token}`,
      'Content-Type': 'application/json',
      ...options.headers,
    },
    body,
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** A delivery on its way, for tests that send it piece by piece. */
export interface OpenDelivery {
  readonly request: ClientRequest;
  readonly answer: Promise<IncomingMessage>;
}

/** @param headers all but the type; `content-length` or `transfer-encoding` among them. */
export function openDelivery(
  { url }: Pick<Stage, 'url'>,
  headers: Readonly<Record<string, string>>,
): OpenDelivery {
  const sent = request(url + WEBHOOK_PATH, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  });
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    sent.on('response', (response) => {
      response.on('error', () => undefined).resume();
      resolve(response);
    });
    sent.on('error', reject);
  });
  return { request: sent, answer };
}

/** An event of RevenueCat's shape; fields given win, those given as undefined are left out. */
export function renewal(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    id: randomUUID().toUpperCase(),
    type: 'RENEWAL',
    event_timestamp_ms: Date.now(),
    app_user_id: 'customer-7',
    original_app_user_id: 'customer-7',
    aliases: ['customer-7'],
    product_id: 'pro_yearly',
    period_type: 'NORMAL',
    store: 'PLAY_STORE',
    environment: 'PRODUCTION',
    price: 39.99,
    currency: 'EUR',
    price_in_purchased_currency: 34.5,
    transaction_id: 'T-2',
    original_transaction_id: 'T-1',
    renewal_number: 2,
    country_code: 'DE',
    ...fields,
  };
}

export function bodyOf(event: unknown): string {
  return JSON.stringify({ api_version: '1.0', event });
}
