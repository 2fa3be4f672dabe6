import { z } from 'zod';

import { describeRoutes } from './openapi.js';
import { defineRoute, type Route } from './route.js';

/**
 * The document as a route, which is in it itself.
 *
 * @param routes asked for at the first request, since this route is one of them.
 */
export function openApiRoute(routes: () => readonly Route[]): Route {
  let document: ReturnType<typeof describeRoutes> | undefined;
  return defineRoute({
    method: 'get',
    path: '/api/openapi.json',
    access: 'public',
    summary: 'This API as an OpenAPI 3.1 document',
    answers: { 200: { description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.string() }) } },
    handler: async ({ deps }) => {
      document ??= describeRoutes(routes(), deps.config.PUBLIC_URL);
      return { status: 200, body: document };
    },
  });
}
