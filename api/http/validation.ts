import type { Request } from 'express';
import { z } from 'zod';

import { type FieldError, Problem } from './problem.js';
import type { Route } from './route.js';

const NOTHING = z.strictObject({});

/**
 * Refuses unknown fields of an object schema unless it says itself what happens to them (`z.looseObject`). Unions must
 * be made of strict objects.
 */
export function strict(schema: z.ZodType | undefined): z.ZodType {
  if (schema === undefined) return NOTHING;
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
}

/**
 * Params, query and body as the route's schemas make them.
 *
 * @throws {Problem} `not-found` for an id that cannot exist, else `invalid-request` with every wrong field at once.
 */
export function checkRequest(
  route: Route,
  request: Request,
): { params: unknown; query: unknown; body: unknown } {
  const params = (route.params ?? z.looseObject({})).safeParse(request.params);
  if (!params.success) throw new Problem('not-found');
  const query = strict(route.query).safeParse({ ...request.query });
  const body =
    route.method === 'get' ? NOTHING.safeParse({}) : strict(route.body).safeParse(request.body ?? {});
  const errors = [
    ...(query.error ? query.error.issues.flatMap((issue) => fieldErrors(issue, queryName)) : []),
    ...(body.error ? body.error.issues.flatMap((issue) => fieldErrors(issue, jsonPointer)) : []),
    ...unstorable(request.query, queryName),
    ...(route.method === 'get' ? [] : unstorable(request.body, jsonPointer)),
  ];
  if (errors.length > 0 || !query.success || !body.success) throw new Problem('invalid-request', { errors });
  return { params: params.data, query: query.data, body: body.data };
}

type Naming = (path: readonly PropertyKey[]) => string;

/** JSON pointer, RFC 6901. */
const jsonPointer: Naming = (path) =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
const queryName: Naming = (path) => path.map(String).join('.');

function fieldErrors(issue: z.core.$ZodIssue, name: Naming): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: name([...issue.path, key]), message: 'is not known here' }));
  }
  return [{ field: name(issue.path), message: issue.message }];
}

/** Postgres holds neither NUL nor halves of surrogate pairs in text. */
function unstorable(value: unknown, name: Naming, path: readonly PropertyKey[] = []): FieldError[] {
  if (typeof value === 'string') {
    const bad = value.includes('\0') || /\p{Surrogate}/u.test(value);
    return bad ? [{ field: name(path), message: 'holds a character that cannot be stored' }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => unstorable(part, name, [...path, key]));
}
