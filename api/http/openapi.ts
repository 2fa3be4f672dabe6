import { OpenApiGeneratorV31, OpenAPIRegistry, type ZodRequestBody } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';

import { problemAnswers } from './openapi-problems.js';
import type { Access, Answers, Route } from './route.js';
import { strict } from './validation.js';

type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;
type PathConfig = Parameters<OpenAPIRegistry['registerPath']>[0];

/** The OpenAPI 3.1 document of the routes, made from the very schemas that check requests. */
export function describeRoutes(routes: readonly Route[], publicUrl: string): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: `admin`, or `read` or `write` of one project.',
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: publicUrl.startsWith('https:') ? '__Host-revenue_session' : 'revenue_session',
    description:
      'A signed-in browser; has the access of the key it signed in with. Changes need `Sec-Fetch-Site: same-origin` or the `X-CSRF-Token` of `GET /api/session`.',
  });
  for (const route of routes) registry.registerPath(describeRoute(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Revenue layer',
      version: '1',
      description: 'RevenueCat numbers and events of Layers projects. Errors are RFC 9457 problems.',
    },
    servers: [{ url: publicUrl }],
  });
}

function describeRoute(route: Route): PathConfig {
  const { method, path, summary, description } = route;
  const body = route.body === undefined ? undefined : requestBody(strict(route.body));
  return {
    method,
    path,
    summary,
    operationId: operationId(route),
    ...(description === undefined ? {} : { description }),
    security: security(route.access),
    request: {
      ...(route.params === undefined ? {} : { params: route.params as z.ZodObject }),
      ...(route.query === undefined ? {} : { query: route.query as z.ZodObject }),
      ...(takesIdempotencyKey(route) ? { headers: idempotencyHeader } : {}),
      ...(body === undefined ? {} : { body }),
    },
    responses: merged(problemAnswers(route), answers(route.answers)),
  };
}

/** Required unless every field may be left out. */
function requestBody(schema: z.ZodType): ZodRequestBody {
  return { required: !schema.safeParse({}).success, content: { 'application/json': { schema } } };
}

const idempotencyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .max(255)
    .optional()
    .meta({ description: 'Makes a repetition within 24 hours answer what the first request was answered.' }),
});

function takesIdempotencyKey(route: Route): boolean {
  return route.method === 'post' && route.access !== 'public';
}

/** `also` lists further media types of the same answer, such as `text/csv`. */
function answers(documented: Answers): Record<string, ResponseParts> {
  return Object.fromEntries(
    Object.entries(documented).map(([status, { description, schema, also = [] }]) => {
      const json = schema === null ? {} : { 'application/json': { schema } };
      const others = Object.fromEntries(also.map((type) => [type, { schema: { type: 'string' } }]));
      const content = { ...json, ...others };
      return [status, { description, ...(Object.keys(content).length > 0 ? { content } : {}) }];
    }),
  );
}

interface ResponseParts {
  readonly description: string;
  readonly content?: object;
}

/** A status can stand for a problem and for a page of the route's own. */
function merged(
  problems: Readonly<Record<string, ResponseParts>>,
  own: Readonly<Record<string, ResponseParts>>,
): Record<string, ResponseParts> {
  const both = Object.entries(own).map(([status, { description, content }]) => {
    const problem = problems[status];
    if (problem === undefined) return [status, { description, ...(content && { content }) }] as const;
    const contents = { ...problem.content, ...content };
    return [status, { description: `${description} ${problem.description}`, content: contents }] as const;
  });
  return { ...problems, ...Object.fromEntries(both) };
}

function security(access: Access): Record<string, string[]>[] {
  if (access === 'public') return [];
  return access === 'session' ? [{ session: [] }] : [{ apiKey: [] }, { session: [] }];
}

/** Such as `getApiProjectsProjectIdAccounts`: stable as long as the path is. */
function operationId({ method, path }: Route): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  return method + words.map((word) => word[0]?.toUpperCase() + word.slice(1)).join('');
}
