import { Router } from 'express';
import { z } from 'zod';

import { projectIdFor } from '../demo.js';
import { registerClient } from '../oauth/clients.js';
import { knownScopes } from '../oauth/scopes.js';
import type { Parts } from '../parts.js';
import { createApiKey } from '../rest/api-keys.js';
import { mintId } from '../secrets.js';
import { ControlError, controlQuery, controlRoute, developerOf, known, projectOf } from './route.js';

const name = z.string().min(1).max(256);
const scopes = z.array(z.enum(knownScopes));

const newDeveloper = z.strictObject({
  id: z.string().min(1).optional(),
  name,
  email: z.string().optional(),
  projectIds: z.array(z.string()).default([]),
});

const newProject = z.strictObject({
  id: z.string().min(1).max(255).optional(),
  name,
  seed: z.string().default('demo'),
  /** Milliseconds, or anything `Date` reads. */
  createdAt: z.coerce.date().optional(),
  stores: z
    .array(z.enum(['app_store', 'play_store', 'stripe', 'rc_billing']))
    .min(1)
    .default(['app_store', 'play_store']),
  developerIds: z.array(z.string()).default([]),
});

const newClient = z.strictObject({
  id: z.string().min(1),
  name: name.optional(),
  secret: z.string().min(1).optional(),
  auth: z.enum(['basic', 'post', 'none']).optional(),
  redirectUris: z.array(z.url()).min(1),
  scopes: scopes.optional(),
});

const newApiKey = z.strictObject({
  projectId: z.string(),
  permissions: scopes.default([...knownScopes]),
  version: z.union([z.literal(1), z.literal(2)]).default(2),
});

/** Developers, RevenueCat projects, OAuth clients and API keys. */
export function accountRoutes(parts: Parts): Router {
  const router = Router();
  const { store, clock, secrets } = parts;

  router.get(
    '/developers',
    controlQuery(parts, () => ({ items: store.state.developers })),
  );
  router.get(
    '/projects',
    controlQuery(parts, () => ({ items: store.state.projects })),
  );

  router.post(
    '/developers',
    controlRoute(parts, newDeveloper, ({ id = mintId('dev_'), email, ...input }) => {
      if (store.state.developers.some((other) => other.id === id)) {
        throw new ControlError(409, `Developer "${id}" exists`);
      }
      for (const projectId of input.projectIds) known(store.state.projects, projectId, 'RevenueCat project');
      const developer = { id, email: email ?? `${id}@developers.example`, ...input };
      store.state.developers.push(developer);
      store.touch();
      return developer;
    }),
  );

  router.post(
    '/projects',
    controlRoute(parts, newProject, ({ id, createdAt, developerIds, ...input }) => {
      const projectId = id ?? projectIdFor(input.seed, input.name);
      if (store.state.projects.some((other) => other.id === projectId)) {
        throw new ControlError(409, `RevenueCat project "${projectId}" exists`);
      }
      const members = developerIds.map((wanted) => known(store.state.developers, wanted, 'developer'));
      const project = { id: projectId, createdAt: createdAt?.getTime() ?? clock(), ...input };
      store.state.projects.push(project);
      for (const member of members) member.projectIds.push(projectId);
      store.touch();
      return project;
    }),
  );

  router.put(
    '/developers/:developerId/projects/:projectId',
    controlQuery(parts, (req) => {
      const developer = developerOf(parts, req);
      const { id } = projectOf(parts, req);
      if (!developer.projectIds.includes(id)) developer.projectIds.push(id);
      store.touch();
      return developer;
    }),
  );

  router.delete(
    '/developers/:developerId/projects/:projectId',
    controlQuery(parts, (req) => {
      const developer = developerOf(parts, req);
      developer.projectIds = developer.projectIds.filter((id) => id !== req.params['projectId']);
      store.touch();
      return developer;
    }),
  );

  router.post(
    '/clients',
    controlRoute(parts, newClient, (input) => {
      if ((input.auth === 'none') === (input.secret !== undefined)) {
        throw new ControlError(400, 'A confidential client needs a secret, a public one has none');
      }
      const { id, auth, redirectUris } = registerClient(store, input);
      return { id, auth, redirectUris };
    }),
  );

  router.post(
    '/api-keys',
    controlRoute(parts, newApiKey, (input) => {
      known(store.state.projects, input.projectId, 'RevenueCat project');
      const { apiKey, key } = createApiKey(store, secrets, input);
      return { id: apiKey.id, key, ...input };
    }),
  );

  router.delete(
    '/api-keys/:keyId',
    controlQuery(parts, (req) => {
      const { id } = known(store.state.apiKeys, req.params['keyId'], 'API key');
      store.state.apiKeys = store.state.apiKeys.filter((key) => key.id !== id);
      store.touch();
    }),
  );

  return router;
}
