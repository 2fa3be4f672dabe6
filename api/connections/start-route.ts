import { z } from 'zod';

import type { connections } from '../../prisma/generated/client.js';
import type { ApiDeps } from '../deps.js';
import { id, projectParams } from '../http/params.js';
import { Problem } from '../http/problem.js';
import { isProblemSlug } from '../http/problems.js';
import { type Answer, type Caller, defineRoute } from '../http/route.js';
import { actDeadline, pollUntil, timeLeft } from '../poll.js';
import { beginAttempt } from './begin.js';
import { findConnection } from './find.js';
import { startConsent } from './oauth.js';
import { connectionSchema, connectionView, startedOAuthSchema } from './schema.js';

const startBody = z.discriminatedUnion(
  'method',
  [
    z.strictObject({
      method: z.literal('oauth'),
      manage_webhook: z
        .boolean()
        .default(false)
        .meta({ description: 'Ask for one more permission and register the webhook at RevenueCat.' }),
      account_id: id.optional().meta({ description: 'Reconnect this account.' }),
    }),
    z.strictObject({
      method: z.literal('api_key'),
      api_key: z
        .string()
        .trim()
        .regex(/^[\x21-\x7e]{8,500}$/, 'is not an API key of RevenueCat')
        .meta({ description: 'A v2 secret key.' }),
      account_id: id.optional().meta({ description: 'Reconnect this account.' }),
    }),
  ],
  { error: 'must be "oauth" or "api_key"' },
);

/** Every way in which an attempt with an API key can fail while the caller waits. */
const API_KEY_PROBLEMS = [
  'api-key-rejected',
  'api-key-v1',
  'insufficient-scope',
  'no-revenuecat-projects',
  'different-revenuecat-project',
  'already-connected',
  'provider-unavailable',
  'vault-unavailable',
  'database-unavailable',
  'worker-unavailable',
  'attempt-expired',
  'exchange-interrupted',
];

export const startConnectionRoute = defineRoute({
  method: 'post',
  path: '/api/projects/{projectId}/connections',
  access: 'write',
  summary: 'Begin to connect a RevenueCat project, by consent or with an API key',
  description:
    '`oauth` needs a signed-in browser, which then goes to `authorize_url`. `api_key` is answered once RevenueCat has listed its projects, or with 202 if that takes longer.',
  params: projectParams,
  body: startBody,
  answers: {
    201: {
      description: 'The attempt: it waits for consent or choice, or is bound to the account it reconnects.',
      schema: z.union([startedOAuthSchema, connectionSchema]),
    },
    202: { description: 'RevenueCat has not answered yet.', schema: connectionSchema },
  },
  problems: [
    'browser-session-required',
    'revenue-layer-not-installed',
    'oauth-not-set-up',
    'disconnect-in-progress',
    'vault-unavailable',
    'temporal-unavailable',
    ...API_KEY_PROBLEMS,
  ],
  secretFields: ['authorize_url'],
  handler: async ({ params, body, caller, deps }) =>
    body.method === 'oauth'
      ? startWithConsent(deps, params.projectId, caller, body)
      : startWithKey(deps, params.projectId, caller, body),
});

async function startWithConsent(
  deps: ApiDeps,
  projectId: string,
  caller: Caller,
  body: Extract<z.output<typeof startBody>, { method: 'oauth' }>,
): Promise<Answer> {
  if (caller.sessionHash === null) throw new Problem('browser-session-required');
  const wishes = { manageWebhook: body.manage_webhook, accountId: body.account_id };
  const { row, authorizeUrl, setCookie } = await startConsent(deps, projectId, wishes, caller.sessionHash);
  logBegun(deps, caller, row);
  return {
    status: 201,
    body: { ...(await connectionView(deps, row)), authorize_url: authorizeUrl },
    headers: { Location: pathOf(row), 'Set-Cookie': setCookie },
  };
}

async function startWithKey(
  deps: ApiDeps,
  projectId: string,
  caller: Caller,
  body: Extract<z.output<typeof startBody>, { method: 'api_key' }>,
): Promise<Answer> {
  const deadline = actDeadline();
  const begun = await beginAttempt(deps, {
    projectId,
    method: 'api_key',
    manageWebhook: false,
    accountId: body.account_id,
    secret: { api_key: body.api_key },
  });
  logBegun(deps, caller, begun);
  const row = await pollUntil(
    timeLeft(deadline),
    () => findConnection(deps, { projectId, connectionId: begun.id }),
    ({ status }) => status !== 'exchanging',
  );
  if (row.problem !== null && isProblemSlug(row.problem)) {
    throw new Problem(row.problem, {
      ...(row.problem_detail === null ? {} : { detail: row.problem_detail }),
      members: { connection_id: row.id },
    });
  }
  const status = row.status === 'exchanging' ? 202 : 201;
  return { status, body: await connectionView(deps, row), headers: { Location: pathOf(row) } };
}

function logBegun(
  deps: ApiDeps,
  caller: Caller,
  { project_id, id: connection_id, method }: connections,
): void {
  deps.log.info({ key_id: caller.apiKeyId, project_id, connection_id, method }, 'connection.begun');
}

function pathOf({ project_id, id: connectionId }: connections): string {
  return `/api/projects/${project_id}/connections/${connectionId}`;
}
