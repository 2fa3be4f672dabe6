import { createHash } from 'node:crypto';

import type { Request } from 'express';

import { Prisma } from '../../prisma/generated/client.js';
import type { ApiDeps } from '../deps.js';
import { PROBLEM_JSON, problemBody } from './answer-problem.js';
import { Problem } from './problem.js';
import { problemKind } from './problems.js';
import type { Answer, Caller, Route } from './route.js';

const LIFE = 24 * 3_600_000;
/** Longer than any act may take: a request that is still unanswered then died with its process, and may be repeated. */
const ABANDONED_AFTER = 60_000;

/** Makes a POST that carries an Idempotency-Key happen once: the first answer is kept for 24 h and repeated. */
export async function once(
  route: Route,
  request: Request,
  caller: Caller | null,
  deps: ApiDeps,
  run: () => Promise<Answer>,
): Promise<Answer> {
  const key = request.get('Idempotency-Key');
  if (route.method !== 'post' || key === undefined || caller === null) return run();
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    const message = 'must have 1 to 255 visible ASCII characters';
    throw new Problem('invalid-request', { errors: [{ field: 'Idempotency-Key', message }] });
  }
  const entry: Entry = { deps, id: { api_key_id: caller.apiKeyId, key }, hash: hashOf(request) };
  const earlier = await claim(entry);
  if (earlier !== null) return earlier;
  return keepAnswer(entry, route, run);
}

interface Entry {
  readonly deps: ApiDeps;
  readonly id: { readonly api_key_id: string; readonly key: string };
  readonly hash: Uint8Array<ArrayBuffer>;
}

function hashOf(request: Request): Uint8Array<ArrayBuffer> {
  const asked = [request.method, request.originalUrl, request.body ?? null];
  return new Uint8Array(createHash('sha256').update(JSON.stringify(asked)).digest());
}

/** Takes the key for this request and answers null, or answers what the request that has it was answered. */
async function claim(entry: Entry): Promise<Answer | null> {
  const { deps, id, hash } = entry;
  const now = Date.now();
  const claimed = await deps.database.prisma.$executeRaw`
    INSERT INTO idempotency_keys AS k (api_key_id, key, request_hash) VALUES (${id.api_key_id}, ${id.key}, ${hash})
    ON CONFLICT (api_key_id, key) DO UPDATE
      SET request_hash = excluded.request_hash, status = NULL, location = NULL, body = NULL, created_at = now()
      WHERE k.created_at < ${new Date(now - LIFE)}
         OR (k.status IS NULL AND k.request_hash = excluded.request_hash
             AND k.created_at < ${new Date(now - ABANDONED_AFTER)})`;
  if (claimed === 1) return null;
  const row = await deps.database.prisma.idempotency_keys.findUnique({ where: { api_key_id_key: id } });
  if (row === null) throw new Problem('request-in-flight');
  if (Buffer.compare(row.request_hash, hash) !== 0) throw new Problem('idempotency-key-reused');
  if (row.status === null) throw new Problem('request-in-flight', { headers: { 'Retry-After': '2' } });
  const headers = {
    'Idempotent-Replay': 'true',
    ...(row.location === null ? {} : { Location: row.location }),
  };
  return row.status < 400
    ? { status: row.status, body: row.body ?? undefined, headers }
    : { status: row.status, text: JSON.stringify(row.body), contentType: PROBLEM_JSON, headers };
}

/** Runs the handler; what it answers or refuses is kept, what fails on our side is forgotten so that it can be tried again. */
async function keepAnswer(entry: Entry, route: Route, run: () => Promise<Answer>): Promise<Answer> {
  try {
    const answer = await run();
    if ('status' in answer && answer.status < 500) {
      const body = 'body' in answer ? withoutSecrets(answer.body, route.secretFields) : undefined;
      await store(entry, answer.status, answer.headers?.['Location'] ?? null, body);
    } else await forget(entry);
    return answer;
  } catch (thrown) {
    const refusal = thrown instanceof Problem && problemKind(thrown.slug).status < 500 ? thrown : null;
    if (refusal === null) await forget(entry);
    else await store(entry, problemKind(refusal.slug).status, null, problemBody(refusal));
    throw thrown;
  }
}

/** The act is done whether or not this succeeds: a lost note makes a repetition answer `request-in-flight` for a minute. */
async function store(entry: Entry, status: number, location: string | null, body: unknown): Promise<void> {
  const stored =
    body === undefined ? Prisma.DbNull : (JSON.parse(JSON.stringify(body)) as Prisma.InputJsonValue);
  await entry.deps.database.prisma.idempotency_keys
    .update({ where: { api_key_id_key: entry.id }, data: { status, location, body: stored } })
    .catch((error: unknown) => entry.deps.log.warn({ err: error }, 'idempotency_key.store_failed'));
}

async function forget(entry: Entry): Promise<void> {
  await entry.deps.database.prisma.idempotency_keys
    .deleteMany({ where: entry.id })
    .catch((error: unknown) => entry.deps.log.warn({ err: error }, 'idempotency_key.forget_failed'));
}

function withoutSecrets(body: unknown, secretFields: readonly string[] = []): unknown {
  if (typeof body !== 'object' || body === null || secretFields.length === 0) return body;
  return Object.fromEntries(Object.entries(body).filter(([name]) => !secretFields.includes(name)));
}
