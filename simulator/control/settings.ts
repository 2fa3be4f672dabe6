import { Router } from 'express';
import { z } from 'zod';

import type { Parts } from '../parts.js';
import { controlQuery, controlRoute } from './route.js';

const positive = z.number().positive();
const limit = z.number().int().min(0);

const changes = z.strictObject({
  accessTokenSeconds: positive.optional(),
  refreshTokenSeconds: positive.optional(),
  authorizationCodeSeconds: positive.optional(),
  limits: z
    .strictObject({ charts_metrics: limit.optional(), project_configuration: limit.optional() })
    .optional(),
  limitWindowSeconds: positive.optional(),
  newConsentRevokesEarlier: z.boolean().optional(),
  readWriteImpliesRead: z.boolean().optional(),
  replayRevokesGrant: z.boolean().optional(),
  tokenAnswersNameScope: z.boolean().optional(),
  nextPage: z.enum(['relative', 'absolute']).optional(),
  segmentIds: z.boolean().optional(),
  pendingTrialsIncomplete: z.boolean().optional(),
  deliveryTimeScale: z.number().min(0).optional(),
  deliveryTimeoutSeconds: positive.optional(),
  liveEventsSeconds: z.number().min(0).optional(),
});

/** Overview, settings, reset. */
export function settingsRoutes(parts: Parts): Router {
  const router = Router();
  const { store } = parts;

  router.get(
    '/',
    controlQuery(parts, () => {
      const { settings, developers, projects, clients, faults, integrations } = store.state;
      return {
        ...{ settings, developers, projects, faults },
        clients: clients.map(({ id, name, auth, redirectUris, scopes }) => {
          return { id, name, auth, redirectUris, scopes };
        }),
        integrations: integrations.length,
      };
    }),
  );

  router.get(
    '/settings',
    controlQuery(parts, () => store.state.settings),
  );

  router.patch(
    '/settings',
    controlRoute(parts, changes, ({ limits, ...others }) => {
      Object.assign(store.state.settings, others);
      Object.assign(store.state.settings.limits, limits);
      store.touch();
      if (others.liveEventsSeconds !== undefined) parts.liveFeed.restart();
      return store.state.settings;
    }),
  );

  router.post(
    '/reset',
    controlQuery(parts, () => parts.reset()),
  );

  return router;
}
