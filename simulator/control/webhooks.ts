import { type Request, Router } from 'express';
import { z } from 'zod';

import { liveEventKinds } from '../book/live-history.js';
import { dayStart, startOfDay } from '../clock.js';
import type { Parts } from '../parts.js';
import { isAnnounced, webhookBody } from '../webhooks/body.js';
import { sendBurst } from '../webhooks/burst.js';
import { restate, restatementKinds } from '../webhooks/restate.js';
import { testEventBody } from '../webhooks/test-event.js';
import { integrationOf } from './integrations.js';
import { ControlError, controlQuery, controlRoute, projectOf } from './route.js';

const header = z.string().max(5000).nullable().default(null);
/** Where to: an integration of the project, or any address. */
const receiver = {
  integrationId: z.string().optional(),
  url: z.url().optional(),
  authorizationHeader: header,
  signingSecret: header,
};
const burst = z.strictObject({
  ...receiver,
  count: z.number().int().min(1).max(100_000).default(100),
  /** Newest events to leave out. */
  skip: z.number().int().min(0).default(0),
  types: z.array(z.string()).optional(),
  environment: z.enum(['production', 'sandbox']).optional(),
  duplicates: z.number().min(0).max(10).default(0),
  shuffle: z.boolean().default(false),
  concurrency: z.number().int().min(1).max(500).default(10),
  /** Queue them as deliveries with retries, instead of sending each once and waiting. */
  retry: z.boolean().default(false),
});
const single = z.strictObject({ ...receiver });
const custom = z.strictObject({
  ...receiver,
  body: z.looseObject({ event: z.looseObject({ id: z.string(), type: z.string() }) }),
});
const live = z.strictObject({
  kind: z.enum(liveEventKinds).optional(),
  count: z.number().int().min(1).max(1000).default(1),
});
const restatement = z.strictObject({ kind: z.enum(restatementKinds), day: z.iso.date() });

/** Sending, live events, restatements, deliveries. */
export function webhookRoutes(parts: Parts): Router {
  const router = Router();
  const { store, dispatcher, clock } = parts;

  function destination(req: Request, input: z.infer<typeof single>) {
    const { integrationId, url, authorizationHeader, signingSecret } = input;
    if ((integrationId === undefined) === (url === undefined)) {
      throw new ControlError(400, 'Give either integration_id or url');
    }
    if (url !== undefined) return { target: { url, authorizationHeader, signingSecret } };
    return { integrationId: integrationOf(parts, req, integrationId).id };
  }

  router.post(
    '/projects/:projectId/test-event',
    controlRoute(parts, single, (input, req) => {
      const project = projectOf(parts, req);
      const appId = parts.books.catalogue(project).apps[0]?.id ?? null;
      return dispatcher.enqueue(project.id, destination(req, input), testEventBody(clock(), appId));
    }),
  );

  router.post(
    '/projects/:projectId/custom-event',
    controlRoute(parts, custom, (input, req) => {
      return dispatcher.enqueue(projectOf(parts, req).id, destination(req, input), input.body);
    }),
  );

  router.post(
    '/projects/:projectId/send',
    controlRoute(parts, burst, (input, req) => {
      const project = projectOf(parts, req);
      return sendBurst(parts, project, destination(req, input), input);
    }),
  );

  router.post(
    '/projects/:projectId/live-events',
    controlRoute(parts, live, ({ kind, count }, req) => {
      const project = projectOf(parts, req);
      const events = Array.from({ length: count }).flatMap(() => parts.liveFeed.happen(project, kind));
      return { items: events.filter(isAnnounced).map(webhookBody) };
    }),
  );

  router.post(
    '/projects/:projectId/restatements',
    controlRoute(parts, restatement, ({ kind, day }, req) => {
      const project = projectOf(parts, req);
      if (dayStart(day) >= startOfDay(clock()) || dayStart(day) < project.createdAt) {
        throw new ControlError(400, 'day: must lie between the creation of the project and today');
      }
      const events = restate(parts, project, kind, day);
      if (events.length === 0) throw new ControlError(409, `Nobody was in a state for it on ${day}`);
      return { items: events.filter(isAnnounced).map(webhookBody) };
    }),
  );

  router.get(
    '/deliveries',
    controlQuery(parts, ({ query }) => {
      const { project_id: projectId, status } = query;
      const items = store.state.deliveries
        .filter((delivery) => projectId === undefined || delivery.projectId === projectId)
        .filter((delivery) => status === undefined || delivery.status === status)
        .map(({ body: _body, target: _target, ...rest }) => rest);
      return { items };
    }),
  );

  return router;
}
