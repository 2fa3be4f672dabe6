import { z } from 'zod';

import { PROBLEM_JSON } from './answer-problem.js';
import { problemKind } from './problems.js';
import type { Route } from './route.js';
import { named } from './schema.js';

const fieldErrorSchema = z.object({
  field: z
    .string()
    .meta({ description: 'JSON pointer into the body, or the name of a query parameter or header.' }),
  message: z.string(),
});

/** RFC 9457. Further members, such as `cause` and `not_before`, stand beside these. */
export const problemSchema = named(
  'Problem',
  z.looseObject({
    type: z.string().meta({ description: '`/problems/<slug>`, relative to this server; stable.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional().meta({ description: 'What happened to this very request.' }),
    errors: z.array(fieldErrorSchema).optional(),
  }),
);

/** Slugs of every problem a route can answer: its own, and those of what happens before its handler runs. */
export function problemsOf(route: Route): string[] {
  const slugs = ['malformed-request', 'invalid-request', 'internal-error', 'database-unavailable'];
  if (route.path.startsWith('/api/')) slugs.push('rate-limited');
  if (route.path.includes('{')) slugs.push('not-found');
  if (route.access !== 'public') slugs.push('unauthenticated');
  if (['write', 'session', 'admin'].includes(route.access)) slugs.push('insufficient-access');
  if (route.access === 'session') slugs.push('browser-session-required');
  if (route.method !== 'get') slugs.push('malformed-json', 'payload-too-large', 'unsupported-media-type');
  if (route.method !== 'get' && route.access !== 'public') slugs.push('csrf-check-failed');
  if (route.method === 'post' && route.access !== 'public') {
    slugs.push('idempotency-key-reused', 'request-in-flight');
  }
  return [...new Set([...slugs, ...(route.problems ?? [])])];
}

/** One answer per status; the description lists the slugs that `type` may then hold. */
export function problemAnswers(route: Route): Record<string, { description: string; content: object }> {
  const byStatus = new Map<number, string[]>();
  for (const slug of problemsOf(route)) {
    const { status, title } = problemKind(slug);
    byStatus.set(status, [...(byStatus.get(status) ?? []), `\`${slug}\`: ${title}.`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, lines]) => [
      String(status),
      { description: lines.join(' '), content: { [PROBLEM_JSON]: { schema: problemSchema } } },
    ]),
  );
}
