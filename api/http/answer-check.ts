import { isDeepStrictEqual } from 'node:util';

import type { Answer, Route } from './route.js';

/**
 * Fails unless an answer is exactly what the route documents: its status is listed, and its body has every field of the
 * schema and none beside.
 */
export function assertDocumented(route: Route, answer: Answer): void {
  if ('stream' in answer) return;
  const name = `${route.method.toUpperCase()} ${route.path} ${answer.status}`;
  const documented = route.answers[answer.status];
  if (documented === undefined) throw new Error(`${name} is not documented.`);
  if ('text' in answer) return;
  const body: unknown = answer.body === undefined ? undefined : JSON.parse(JSON.stringify(answer.body));
  if (documented.schema === null) {
    if (body !== undefined) throw new Error(`${name} is documented as empty.`);
    return;
  }
  const parsed = documented.schema.safeParse(body);
  if (!parsed.success) throw new Error(`${name} differs from its schema: ${parsed.error.message}`);
  if (!isDeepStrictEqual(parsed.data, body)) throw new Error(`${name} has fields that its schema does not.`);
}
