import { Router } from 'express';

import { json } from '../http/answer.js';
import type { Parts } from '../parts.js';
import { requireScope } from './authentication.js';
import { page } from './pagination.js';
import { appObject, productObject, projectObject } from './resources.js';
import { restRoute } from './route.js';

/** Projects, apps and products ("REST v2", domain `project_configuration`). */
export function configurationRoutes(parts: Parts): Router {
  const router = Router();
  const { store, books } = parts;
  const domain = 'project_configuration';

  router.get(
    '/projects',
    restRoute(parts, {
      ...{ endpoint: 'projects', domain, scope: 'project_configuration:projects:read' },
      handle(call) {
        const known = new Map(store.state.projects.map((project) => [project.id, project]));
        const projects = call.principal.projectIds.flatMap((id) => known.get(id) ?? []);
        return json(200, page(projects.map(projectObject), call, store.state.settings.nextPage));
      },
    }),
  );

  router.get(
    '/projects/:project_id/apps',
    restRoute(parts, {
      ...{ endpoint: 'apps', domain, scope: 'project_configuration:apps:read' },
      handle(call) {
        const { apps } = books.catalogue(call.project());
        return json(200, page(apps.map(appObject), call, store.state.settings.nextPage));
      },
    }),
  );

  router.get(
    '/projects/:project_id/products',
    restRoute(parts, {
      ...{ endpoint: 'products', domain, scope: 'project_configuration:products:read' },
      handle(call) {
        const { products } = books.catalogue(call.project());
        const appId = call.params.get('app_id');
        const expandApp = call.params.getAll('expand').includes('items.app');
        if (expandApp) requireScope(parts, call.principal, 'project_configuration:apps:read');
        const items = products
          .filter(({ app }) => appId === null || app.id === appId)
          .map((product) => productObject(product, expandApp));
        return json(200, page(items, call, store.state.settings.nextPage));
      },
    }),
  );

  return router;
}
