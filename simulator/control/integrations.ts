import { type Request, Router } from 'express';
import { z } from 'zod';

import type { Parts } from '../parts.js';
import { addIntegration } from '../rest/integrations.js';
import type { WebhookIntegration } from '../webhooks/integration.js';
import { controlQuery, controlRoute, known, projectOf } from './route.js';

const header = z.string().max(5000).nullable().default(null);
const newIntegration = z.strictObject({
  name: z.string().min(1).default('Pasted in the dashboard'),
  url: z.url(),
  authorizationHeader: header,
  signingSecret: header,
  environment: z.enum(['production', 'sandbox']).nullable().default(null),
  eventTypes: z.array(z.string()).nullable().default(null),
  appId: z.string().nullable().default(null),
});
const integrationChanges = z.strictObject({
  url: z.url().optional(),
  authorizationHeader: z.string().max(5000).nullable().optional(),
  signingSecret: z.string().max(5000).nullable().optional(),
  environment: z.enum(['production', 'sandbox']).nullable().optional(),
  eventTypes: z.array(z.string()).nullable().optional(),
  appId: z.string().nullable().optional(),
});

/** Integrations as the dashboard shows and changes them, signing secret included. */
export function integrationRoutes(parts: Parts): Router {
  const router = Router();
  const { store } = parts;

  router.get(
    '/projects/:projectId/integrations',
    controlQuery(parts, (req) => {
      const { id } = projectOf(parts, req);
      return { items: store.state.integrations.filter(({ projectId }) => projectId === id) };
    }),
  );

  router.post(
    '/projects/:projectId/integrations',
    controlRoute(parts, newIntegration, (input, req) => addIntegration(parts, projectOf(parts, req), input)),
  );

  router.patch(
    '/projects/:projectId/integrations/:integrationId',
    controlRoute(parts, integrationChanges, (input, req) => {
      const integration = integrationOf(parts, req, req.params['integrationId']);
      Object.assign(integration, input);
      store.touch();
      return integration;
    }),
  );

  router.delete(
    '/projects/:projectId/integrations/:integrationId',
    controlQuery(parts, (req) => {
      const integration = integrationOf(parts, req, req.params['integrationId']);
      store.state.integrations = store.state.integrations.filter((other) => other !== integration);
      store.touch();
    }),
  );

  return router;
}

/** An integration of the path's RevenueCat project. */
export function integrationOf(parts: Parts, req: Request, id: unknown): WebhookIntegration {
  const { id: projectId } = projectOf(parts, req);
  const { integrations } = parts.store.state;
  return known(
    integrations.filter((integration) => integration.projectId === projectId),
    id,
    'webhook integration',
  );
}
