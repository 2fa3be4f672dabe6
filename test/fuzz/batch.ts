import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { sha256 } from '../../api/auth/secrets.js';
import { storeSigningSecret } from '../../api/ingest/signing-secrets.js';
import { derivedId } from '../../clients/ids.js';
import type { ApiUnderTest } from '../api/support/api-under-test.js';
import { makeTenant, nameApp, type Tenant } from '../ingest/tenant.js';
import { APPS } from './bodies.js';
import type { Door, FuzzRequest } from './requests.js';
import { send } from './send.js';

/** What a sender may be told. Not 500, and not 503: nothing is away, and there is room. */
const FOR_OWNERS = [200, 400, 404, 413, 415, 431];
const FOR_STRANGERS = [400, 401, 404, 413, 415, 431, null];

/** A tenant of its own for each batch, so that a batch can be judged, and tried again, by itself. */
export async function openDoor(api: ApiUnderTest, foreign: string): Promise<{ tenant: Tenant; door: Door }> {
  const tenant = await makeTenant(api, { accounts: 2 });
  const { projectId, token, accounts } = tenant;
  const [plain = '', signed = ''] = accounts;
  const signingSecret = `signs-for-${signed}`;
  await nameApp(api, projectId, plain, APPS.plain);
  await nameApp(api, projectId, signed, APPS.signed);
  await storeSigningSecret(api.deps, { projectId, accountId: signed }, signingSecret);
  return { tenant, door: { token, plain, signed, foreign, signingSecret } };
}

/**
 * Sends requests, all at once, and compares what was acknowledged with what is there: each acknowledged body is a row or a
 * quarantine entry, and nothing else is.
 *
 * @returns how often each status was answered.
 */
export async function sendBatch(
  api: ApiUnderTest,
  { projectId }: Tenant,
  requests: readonly FuzzRequest[],
): Promise<Map<number | null, number>> {
  const statuses = await Promise.all(requests.map((request) => send(api.url, request)));
  const counts = new Map<number | null, number>();
  statuses.forEach((status, n) => {
    const request = requests[n] ?? assert.fail();
    counts.set(status, (counts.get(status) ?? 0) + 1);
    const allowed = request.sound ? [200] : request.who === 'owner' ? FOR_OWNERS : FOR_STRANGERS;
    assert.ok(allowed.includes(status), `${status} to ${described(request)}`);
  });
  const acknowledged = requests.filter((_request, n) => statuses[n] === 200);
  await isAllThereIs(
    api,
    projectId,
    acknowledged.map(({ body }) => body),
  );
  return counts;
}

async function isAllThereIs(api: ApiUnderTest, projectId: string, bodies: readonly Buffer[]): Promise<void> {
  const { prisma } = api.owner;
  const where = { project_id: projectId };
  const [rows, waiting, entries] = await Promise.all([
    prisma.revenue_events.findMany({ where, select: { event_id: true, account_id: true } }),
    prisma.event_inbox.findMany({ where, select: { event_id: true } }),
    prisma.event_quarantine.findMany({ where, select: { id: true } }),
  ]);
  const quarantine = new Set(entries.map(({ id }) => id));
  const aside = bodies.filter((body) => quarantine.has(entryIdOf(projectId, body)));
  const landed = bodies.filter((body) => !quarantine.has(entryIdOf(projectId, body)));
  const sorted = (ids: Iterable<string>) => [...new Set(ids)].sort();
  assert.deepEqual(rows.map(({ event_id }) => event_id).sort(), sorted(landed.map(eventIdOf)));
  assert.deepEqual([...quarantine].sort(), sorted(aside.map((body) => entryIdOf(projectId, body))));
  const routed = rows.filter(({ account_id }) => account_id !== null);
  assert.deepEqual(
    waiting.map(({ event_id }) => event_id).sort(),
    routed.map(({ event_id }) => event_id).sort(),
  );
}

/** As whoever reads the body with any other JSON parser. */
function eventIdOf(body: Buffer): string {
  const { event } = JSON.parse(new TextDecoder().decode(body)) as { event: { id: string } };
  assert.equal(typeof event.id, 'string');
  return event.id;
}

function entryIdOf(projectId: string, body: Buffer): string {
  return derivedId('quarantine', createHash('sha256').update(`${projectId}\n`).update(body).digest());
}

function described({ who, sound, path, headers, body }: FuzzRequest): string {
  const start = body.subarray(0, 300).toString('latin1');
  const digest = Buffer.from(sha256(body.toString('base64')))
    .toString('hex')
    .slice(0, 12);
  return JSON.stringify({ who, sound, path: path.slice(0, 200), headers, bytes: body.length, digest, start });
}
