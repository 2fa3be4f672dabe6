import { z } from 'zod';

import type { WebhookIntegration } from '../webhooks/integration.js';
import { RestError } from './errors.js';

const eventTypes = [
  ...['initial_purchase', 'renewal', 'product_change', 'cancellation', 'billing_issue'],
  ...['non_renewing_purchase', 'uncancellation', 'transfer', 'subscription_paused', 'expiration'],
  ...['subscription_extended', 'invoice_issuance', 'temporary_entitlement_grant', 'refund_reversed'],
  'virtual_currency_transaction',
];

const optional = {
  authorization_header: z.string().max(5000).nullable().optional(),
  environment: z.enum(['production', 'sandbox']).nullable().optional(),
  event_types: z.array(z.enum(eventTypes)).nullable().optional(),
  app_id: z.string().min(1).max(255).nullable().optional(),
};
const name = z.string().min(1).max(1500);
const url = z.url().max(5000);

/** `CreateWebhookIntegrationInput` and `UpdateWebhookIntegrationInput`; nothing else may be sent. */
const createInput = z.strictObject({ name, url, ...optional });
const updateInput = z.strictObject({ name: name.optional(), url: url.optional(), ...optional });

type Fields = Pick<
  WebhookIntegration,
  'name' | 'url' | 'authorizationHeader' | 'environment' | 'eventTypes' | 'appId'
>;

/** A new integration's fields; what is left out means "all". */
export function readCreation(body: unknown): Fields {
  const input = parse(createInput, body);
  return {
    name: input.name,
    url: input.url,
    authorizationHeader: input.authorization_header ?? null,
    environment: input.environment ?? null,
    eventTypes: input.event_types ?? null,
    appId: input.app_id ?? null,
  };
}

/** The fields to change; what is left out stays. */
export function readUpdate(body: unknown): Partial<Fields> {
  const input = parse(updateInput, body);
  return {
    ...(input.name !== undefined && { name: input.name }),
    ...(input.url !== undefined && { url: input.url }),
    ...(input.authorization_header !== undefined && { authorizationHeader: input.authorization_header }),
    ...(input.environment !== undefined && { environment: input.environment }),
    ...(input.event_types !== undefined && { eventTypes: input.event_types }),
    ...(input.app_id !== undefined && { appId: input.app_id }),
  };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  if (body === undefined) throw new RestError('invalid_request', 'Content-Type not application/json');
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const param = issue?.path.join('.') || null;
  throw new RestError('parameter_error', issue?.message ?? 'Invalid body', param);
}
