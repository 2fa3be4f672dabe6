import assert from 'node:assert/strict';

import { Ajv2020 } from 'ajv/dist/2020.js';

import { describeRoutes } from '../../api/http/openapi.js';
import { problemsOf } from '../../api/http/openapi-problems.js';
import { PROBLEMS } from '../../api/http/problems.js';
import { ROUTES } from '../../api/routes.js';
import { webhookDocumentation } from '../../api/webhook-documentation.js';

interface Operation {
  operationId: string;
  security: object[];
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: JsonSchema }> }>;
}
interface JsonSchema {
  $ref?: string;
  additionalProperties?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}
type Paths = Record<string, Record<string, Operation>>;

const document = describeRoutes([...ROUTES, webhookDocumentation], 'https://layers.example');
const paths = document.paths as unknown as Paths;
const operations = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, operation })),
);

describe('The OpenAPI document', () => {
  it('describes every mounted route and the webhook address, and nothing else', () => {
    const mounted = [...ROUTES, webhookDocumentation].map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(operations.map(({ name }) => name).sort(), mounted.sort());
  });

  it('is OpenAPI 3.1 and names every way to sign in that a route asks for', () => {
    assert.equal(document.openapi, '3.1.0');
    assert.deepEqual(Object.keys(document.components?.securitySchemes ?? {}).sort(), ['apiKey', 'session']);
  });

  it('gives every operation a name of its own', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('declares every parameter of a path', () => {
    for (const { name, operation } of operations) {
      const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name);
      assert.deepEqual(declared.sort(), inPath.sort(), name);
    }
  });

  it('refuses unknown fields in every body but webhooks', () => {
    for (const { name, operation } of operations) {
      const schema = operation.requestBody?.content['application/json']?.schema;
      if (schema === undefined || name.includes('/webhooks/')) continue;
      for (const one of schema.anyOf ?? schema.oneOf ?? [schema]) {
        assert.equal(one.additionalProperties, false, name);
      }
    }
  });

  it('lists every problem of every route under its status', () => {
    for (const route of ROUTES) {
      const operation = paths[route.path]?.[route.method];
      for (const slug of problemsOf(route)) {
        const { status } = PROBLEMS[slug as keyof typeof PROBLEMS];
        assert.ok(
          operation?.responses[status]?.description.includes(`\`${slug}\``),
          `${route.path}: ${slug}`,
        );
      }
    }
  });

  it('refers only to schemas that it holds, and all of them are valid JSON Schema', () => {
    const schemas = (document.components?.schemas ?? {}) as Record<string, object>;
    const refs = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, ref]) => ref,
    );
    for (const ref of refs) assert.ok(schemas[ref ?? ''], ref);
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const schema of Object.values(schemas)) assert.ok(ajv.validateSchema(schema));
  });

  it('needs no session or key for what the public may read, and says so everywhere else', () => {
    for (const route of ROUTES) {
      const security = paths[route.path]?.[route.method]?.security ?? [];
      assert.equal(security.length === 0, route.access === 'public', route.path);
    }
  });
});
