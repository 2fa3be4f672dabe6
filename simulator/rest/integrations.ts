import { Router } from 'express';

import { json } from '../http/answer.js';
import type { Parts } from '../parts.js';
import { mintId } from '../secrets.js';
import type { RevenueCatProject } from '../state/accounts.js';
import type { WebhookIntegration } from '../webhooks/integration.js';
import { RestError } from './errors.js';
import { page } from './pagination.js';
import { webhookObject } from './resources.js';
import { type RestCall, restRoute } from './route.js';
import { readCreation, readUpdate } from './webhook-input.js';

const reading = {
  endpoint: 'webhooks',
  domain: 'project_configuration',
  scope: 'project_configuration:integrations:read',
} as const;
const writing = { ...reading, scope: 'project_configuration:integrations:read_write' } as const;

/** Webhook integrations ("REST v2, Integration"): list, create, get, update by POST, delete. */
export function integrationRoutes(parts: Parts): Router {
  const router = Router();
  const { store } = parts;
  const all = '/projects/:project_id/integrations/webhooks';
  const one = `${all}/:webhook_integration_id`;

  const ofProject = ({ id }: RevenueCatProject) =>
    store.state.integrations.filter(({ projectId }) => projectId === id);

  function named(call: RestCall): WebhookIntegration {
    const wanted = call.req.params['webhook_integration_id'];
    const found = ofProject(call.project()).find(({ id }) => id === wanted);
    if (!found) throw new RestError('resource_missing', 'Webhook integration not found');
    return found;
  }

  function checkApp(project: RevenueCatProject, appId: string | null | undefined): void {
    if (appId && !parts.books.catalogue(project).apps.some(({ id }) => id === appId)) {
      throw new RestError('parameter_error', 'No such app in this project', 'app_id');
    }
  }

  router.get(
    all,
    restRoute(parts, {
      ...reading,
      handle(call) {
        const items = ofProject(call.project()).map(webhookObject);
        return json(200, page(items, call, store.state.settings.nextPage));
      },
    }),
  );

  router.post(
    all,
    restRoute(parts, {
      ...writing,
      handle(call) {
        const project = call.project();
        const fields = readCreation(call.req.body);
        checkApp(project, fields.appId);
        const integration = addIntegration(parts, project, { ...fields, signingSecret: null });
        return json(201, webhookObject(integration));
      },
    }),
  );

  router.get(
    one,
    restRoute(parts, {
      ...reading,
      handle: (call) => json(200, webhookObject(named(call))),
    }),
  );

  router.post(
    one,
    restRoute(parts, {
      ...writing,
      handle(call) {
        const integration = named(call);
        const changes = readUpdate(call.req.body);
        checkApp(call.project(), changes.appId);
        Object.assign(integration, changes);
        store.touch();
        return json(200, webhookObject(integration));
      },
    }),
  );

  router.delete(
    one,
    restRoute(parts, {
      ...writing,
      handle(call) {
        const { id } = named(call);
        store.state.integrations = store.state.integrations.filter((other) => other.id !== id);
        store.touch();
        return json(200, { object: 'webhook_integration', id, deleted_at: parts.clock() });
      },
    }),
  );

  return router;
}

/** Adds an integration; also what pasting an address in the dashboard does. */
export function addIntegration(
  { store, clock }: Pick<Parts, 'store' | 'clock'>,
  project: RevenueCatProject,
  fields: Omit<WebhookIntegration, 'id' | 'projectId' | 'createdAt'>,
): WebhookIntegration {
  const integration = { id: mintId('wh'), projectId: project.id, createdAt: clock(), ...fields };
  store.state.integrations.push(integration);
  store.touch();
  return integration;
}
