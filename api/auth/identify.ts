import type { Request } from 'express';

import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import type { Caller } from '../http/route.js';
import { sha256 } from './secrets.js';
import { sessionTokenOf } from './session-cookie.js';

/**
 * Who asks, or null where neither a key nor a session was offered. A bearer key wins over a cookie.
 *
 * @throws {Problem} `unauthenticated` for a key or session that is not, or no longer, good.
 */
export async function identify(
  request: Request,
  deps: Pick<ApiDeps, 'config' | 'database'>,
): Promise<Caller | null> {
  const authorization = request.get('Authorization');
  if (authorization !== undefined) return byKey(authorization, deps);
  const token = sessionTokenOf(request, deps.config.PUBLIC_URL);
  return token === null ? null : bySession(token, deps);
}

async function byKey(authorization: string, deps: Pick<ApiDeps, 'database'>): Promise<Caller> {
  const key = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const row =
    key === undefined
      ? null
      : await deps.database.prisma.api_keys.findFirst({ where: { key_hash: sha256(key), revoked_at: null } });
  if (row === null)
    throw new Problem('unauthenticated', { detail: 'The API key is not known, or was revoked.' });
  return callerOf(row, null);
}

async function bySession(token: string, deps: Pick<ApiDeps, 'database'>): Promise<Caller> {
  const hash = sha256(token);
  const session = await deps.database.prisma.sessions.findFirst({
    where: { token_hash: hash, expires_at: { gt: new Date() }, api_key: { revoked_at: null } },
    include: { api_key: true },
  });
  if (session === null)
    throw new Problem('unauthenticated', { detail: 'The session has ended. Sign in again.' });
  return callerOf(session.api_key, Buffer.from(hash));
}

function callerOf(
  key: { id: string; access: string; project_id: string | null },
  sessionHash: Buffer | null,
): Caller {
  return {
    apiKeyId: key.id,
    access: key.access as Caller['access'],
    projectId: key.project_id,
    sessionHash,
  };
}
