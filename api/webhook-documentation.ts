import { z } from 'zod';

import { defineRoute } from './http/route.js';

/**
 * The webhook address as callers see it. It is served by the receiver, which checks in an order of its own and is more
 * lenient: RevenueCat may add fields at any time.
 */
export const webhookDocumentation = defineRoute({
  method: 'post',
  path: '/api/webhooks/revenuecat',
  access: 'public',
  summary: "Takes RevenueCat's webhooks",
  description:
    'Needs `Authorization: Bearer <webhook token>` of the project; the bare token is accepted, too. Unknown fields are kept.',
  query: z.object({ account: z.string().optional().meta({ description: 'The account the event is for.' }) }),
  body: z.looseObject({
    api_version: z.string().optional(),
    event: z.looseObject({ id: z.string(), type: z.string(), event_timestamp_ms: z.number().optional() }),
  }),
  answers: {
    200: {
      description: 'Stored; processed later. Any other status makes RevenueCat deliver it again.',
      schema: z.object({ status: z.literal('accepted') }),
    },
  },
  problems: [
    'webhook-token-rejected',
    'webhook-signature-rejected',
    'webhook-not-accepted',
    'request-timeout',
    'overloaded',
  ],
  handler: () => Promise.reject(new Error('Served by the webhook receiver.')),
});
