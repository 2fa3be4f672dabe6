import { Router } from 'express';
import { z } from 'zod';

import { deformations } from '../faults/deform.js';
import { endpointNames, type Fault, type FaultAction } from '../faults/fault.js';
import { knownScopes } from '../oauth/scopes.js';
import type { Parts } from '../parts.js';
import { errorBody, type ErrorType } from '../rest/errors.js';
import { ControlError, controlQuery, controlRoute } from './route.js';

/** Bodies no client can read as an answer. */
const junk = {
  html: { body: '<html><body><h1>502 Bad Gateway</h1></body></html>', contentType: 'text/html' },
  malformed: { body: '{"object": "list", "items": [', contentType: 'application/json' },
  empty: { body: '', contentType: 'application/json' },
};
const form = z.enum(['html', 'malformed', 'empty']);
const status = z.number().int().min(200).max(599);

const where = {
  endpoint: z.enum([...endpointNames, 'charts_metrics', 'project_configuration', '*']),
  /** How many requests it hits; null = always. */
  times: z.number().int().min(1).nullable().default(1),
  grantType: z.string().optional(),
  projectId: z.string().optional(),
  developerId: z.string().optional(),
  chart: z.string().optional(),
};

const newFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drop_before'), ...where }),
  z.strictObject({ kind: z.literal('drop_after'), ...where }),
  z.strictObject({ kind: z.literal('keep_refresh_token'), ...where }),
  z.strictObject({ kind: z.literal('drop_scopes'), ...where, scopes: z.array(z.enum(knownScopes)).min(1) }),
  z.strictObject({ kind: z.literal('deform'), ...where, how: z.enum(deformations) }),
  z.strictObject({ kind: z.literal('slow'), ...where, milliseconds: z.number().min(0) }),
  z.strictObject({
    kind: z.literal('rate_limit'),
    ...where,
    retryAfterSeconds: z.number().int().min(0).default(5),
    asDate: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('error'), ...where, status: status.default(503), body: form.optional() }),
  z.strictObject({
    kind: z.literal('answer'),
    ...where,
    status: status.default(200),
    body: z.json(),
    headers: z.record(z.string(), z.string()).default({}),
  }),
  z.strictObject({
    kind: z.literal('garbled_after'),
    ...where,
    status: status.default(200),
    body: form.default('malformed'),
  }),
]);
type NewFault = z.infer<typeof newFault>;

/** Making requests go wrong. */
export function faultRoutes(parts: Parts): Router {
  const router = Router();
  const { faults } = parts;

  router.get(
    '/faults',
    controlQuery(parts, () => ({ items: faults.list() })),
  );

  router.post(
    '/faults',
    controlRoute(parts, newFault, (input) => faults.add(toFault(input))),
  );

  router.delete(
    '/faults',
    controlQuery(parts, () => void faults.remove()),
  );

  router.delete(
    '/faults/:faultId',
    controlQuery(parts, (req) => {
      if (!faults.remove(String(req.params['faultId']))) throw new ControlError(404, 'No such fault');
    }),
  );

  return router;
}

function toFault(input: NewFault): Omit<Fault, 'id' | 'hits'> {
  const { endpoint, times, projectId, developerId, chart } = input;
  // These two change a refresh; the exchange of a code has nothing to keep or drop.
  const refreshOnly = input.kind === 'drop_scopes' || input.kind === 'keep_refresh_token';
  const grantType = input.grantType ?? (refreshOnly ? 'refresh_token' : undefined);
  return { endpoint, grantType, projectId, developerId, chart, remaining: times, action: toAction(input) };
}

function toAction(input: NewFault): FaultAction {
  switch (input.kind) {
    case 'drop_before':
    case 'drop_after':
    case 'keep_refresh_token':
      return { kind: input.kind };
    case 'drop_scopes':
      return { kind: input.kind, scopes: input.scopes };
    case 'deform':
      return { kind: input.kind, how: input.how };
    case 'slow':
      return { kind: input.kind, milliseconds: input.milliseconds };
    case 'rate_limit':
      return { kind: input.kind, retryAfterSeconds: input.retryAfterSeconds, asDate: input.asDate };
    case 'error':
      return { kind: 'answer', status: input.status, headers: {}, ...errorText(input.status, input.body) };
    case 'answer': {
      const { status: code, headers, body } = input;
      return {
        kind: 'answer',
        status: code,
        headers,
        body: JSON.stringify(body),
        contentType: 'application/json',
      };
    }
    case 'garbled_after':
      return { kind: input.kind, status: input.status, ...junk[input.body] };
  }
}

/** RevenueCat's error object for a status, unless it is to be junk. */
function errorText(code: number, body: keyof typeof junk | undefined): { body: string; contentType: string } {
  if (body) return junk[body];
  const [type, message] = errorByStatus[code] ?? ['server_error', 'There was an internal server error'];
  const error = errorBody(type, message, null, code === 429 || code >= 500 ? 1000 : null);
  return { body: JSON.stringify(error), contentType: 'application/json' };
}

const errorByStatus: Record<number, [ErrorType, string]> = {
  400: ['parameter_error', 'The parameter is not valid'],
  401: ['authentication_error', 'The access token is not valid'],
  403: ['authorization_error', 'You do not have access to this resource'],
  404: ['resource_missing', 'The resource does not exist'],
  409: ['resource_already_exists', 'The resource exists already'],
  422: ['unprocessable_entity_error', 'The request cannot be processed'],
  429: ['rate_limit_error', 'Rate limit exceeded'],
};
