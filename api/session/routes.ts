import { z } from 'zod';

import { csrfTokenFor } from '../auth/csrf.js';
import { newSecret, sha256 } from '../auth/secrets.js';
import { SESSION_LIFE, sessionCookie, sessionTokenOf } from '../auth/session-cookie.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import { defineRoute } from '../http/route.js';
import { named } from '../http/schema.js';

/** The key whose access the one-time link of `npm start` gives. */
const ADMIN_KEY_ID = 'key_admin';

const signIn = z.union(
  [
    z.strictObject({ api_key: z.string().min(1).max(500) }),
    z.strictObject({ sign_in_token: z.string().min(1).max(500) }),
  ],
  { error: 'must be {"api_key": "…"} or {"sign_in_token": "…"}' },
);

export const sessionView = named(
  'Session',
  z.object({
    access: z.enum(['admin', 'write', 'read']),
    project_id: z.string().nullable().meta({ description: 'Null for administrators.' }),
    csrf_token: z.string().meta({ description: 'For the `X-CSRF-Token` header.' }),
  }),
);

const createSession = defineRoute({
  method: 'post',
  path: '/api/session',
  access: 'public',
  summary: 'Sign a browser in with an API key, or with the token of a one-time link',
  body: signIn,
  answers: { 204: { description: 'Signed in; the cookie is set.', schema: null } },
  problems: ['unauthenticated', 'csrf-check-failed'],
  handler: async ({ body, deps, request }) => {
    // Otherwise another site could sign its visitors in under a key of its own.
    if (request.get('Sec-Fetch-Site') === 'cross-site') throw new Problem('csrf-check-failed');
    const keyId =
      'api_key' in body ? await keyOf(body.api_key, deps) : await redeem(body.sign_in_token, deps);
    const token = newSecret('rls_');
    await deps.database.prisma.sessions.create({
      data: {
        token_hash: sha256(token),
        api_key_id: keyId,
        expires_at: new Date(Date.now() + SESSION_LIFE),
      },
    });
    deps.log.info({ key_id: keyId }, 'session.opened');
    return { status: 204, headers: { 'Set-Cookie': sessionCookie(deps.config.PUBLIC_URL, token) } };
  },
});

async function keyOf(apiKey: string, deps: ApiDeps): Promise<string> {
  const key = await deps.database.prisma.api_keys.findFirst({
    where: { key_hash: sha256(apiKey), revoked_at: null },
    select: { id: true },
  });
  if (key === null)
    throw new Problem('unauthenticated', { detail: 'The API key is not known, or was revoked.' });
  return key.id;
}

/** Uses a one-time token up in one statement, so that two browsers cannot both come in by it. */
async function redeem(token: string, deps: ApiDeps): Promise<string> {
  const { prisma } = deps.database;
  const now = new Date();
  const { count } = await prisma.sign_in_tokens.updateMany({
    where: { token_hash: Buffer.from(sha256(token)).toString('hex'), used_at: null, expires_at: { gt: now } },
    data: { used_at: now },
  });
  const key = await prisma.api_keys.findFirst({ where: { id: ADMIN_KEY_ID, revoked_at: null } });
  if (count === 1 && key !== null) return key.id;
  throw new Problem('unauthenticated', {
    detail: 'The sign-in link was used already, or is older than ten minutes. Start again for a new one.',
  });
}

const deleteSession = defineRoute({
  method: 'delete',
  path: '/api/session',
  access: 'signed-in',
  summary: 'Sign the browser out',
  answers: { 204: { description: 'Signed out; the cookie is gone.', schema: null } },
  problems: ['browser-session-required'],
  handler: async ({ caller, deps }) => {
    if (caller.sessionHash === null) throw new Problem('browser-session-required');
    await deps.database.prisma.sessions.deleteMany({
      where: { token_hash: new Uint8Array(caller.sessionHash) },
    });
    deps.log.info({ key_id: caller.apiKeyId }, 'session.closed');
    return { status: 204, headers: { 'Set-Cookie': sessionCookie(deps.config.PUBLIC_URL, null) } };
  },
});

const getSession = defineRoute({
  method: 'get',
  path: '/api/session',
  access: 'signed-in',
  summary: 'What the signed-in browser may do',
  answers: { 200: { description: 'The session.', schema: sessionView } },
  problems: ['browser-session-required'],
  handler: async ({ caller, deps, request }) => {
    const token = caller.sessionHash === null ? null : sessionTokenOf(request, deps.config.PUBLIC_URL);
    if (token === null) throw new Problem('browser-session-required');
    const { access, projectId } = caller;
    return { status: 200, body: { access, project_id: projectId, csrf_token: csrfTokenFor(token) } };
  },
});

export const sessionRoutes = [createSession, getSession, deleteSession] as const;
