import assert from 'node:assert/strict';

import { openFromQuarantine } from '../../api/ingest/quarantine-box.js';
import { readSealingKey } from '../../api/ingest/sealing-keys.js';
import { bodyOf, deliver, renewal } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { makeTenant, NOTHING, rowsOf } from './tenant.js';

const raw = (fields: string): string =>
  `{"api_version":"1.0","event":{"id":"poison","type":"RENEWAL","event_timestamp_ms":1${fields}}}`;

const CASES: readonly { readonly title: string; readonly body: string; readonly reason: string }[] = [
  { title: 'a null character', body: raw(String.raw`,"app_user_id":"a\u0000b"`), reason: 'null-character' },
  {
    title: 'half of a surrogate pair',
    body: raw(String.raw`,"aliases":["\ud83d"]`),
    reason: 'invalid-unicode',
  },
  { title: 'a number too large for anybody', body: raw(',"price":1e400'), reason: 'number-out-of-range' },
  {
    title: 'a number that Postgres would print for pages',
    body: raw(',"x":-1E-16000'),
    reason: 'number-out-of-range',
  },
  {
    title: 'nesting without end',
    body: raw(`,"x":${'['.repeat(90_000)}${']'.repeat(90_000)}`),
    reason: 'nested-too-deep',
  },
  { title: 'no event', body: '{"api_version":"1.0"}', reason: 'event-missing' },
  { title: 'an event that is a list', body: '{"event":[]}', reason: 'event-missing' },
  { title: 'a body that is a list', body: '[1]', reason: 'body-not-an-object' },
  { title: 'a body that is a word', body: '"hello"', reason: 'body-not-an-object' },
  { title: 'no id', body: bodyOf(renewal({ id: undefined })), reason: 'event-id-invalid' },
  { title: 'an id that is a number', body: bodyOf(renewal({ id: 7 })), reason: 'event-id-invalid' },
  {
    title: 'an id longer than any',
    body: bodyOf(renewal({ id: 'x'.repeat(300) })),
    reason: 'event-id-invalid',
  },
  { title: 'no type', body: bodyOf(renewal({ type: '' })), reason: 'event-type-invalid' },
  { title: 'a null character in its id', body: bodyOf(renewal({ id: 'a\0b' })), reason: 'null-character' },
  {
    title: 'a null character in its app',
    body: bodyOf(renewal({ app_id: 'a\0b' })),
    reason: 'null-character',
  },
];

describe('A delivery that is JSON, but no event we can store,', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());

  for (const { title, body, reason } of CASES) {
    it(`is accepted and kept in quarantine, byte by byte and unreadable, with its reason: ${title}`, async () => {
      const tenant = await makeTenant(stage);
      const bystander = await makeTenant(stage);
      const sent = await deliver(stage, tenant, body);
      assert.equal(sent.status, 200, sent.text);
      assert.deepEqual(await rowsOf(stage, tenant), { ...NOTHING, quarantine: 1 });
      const entry = await stage.owner.prisma.event_quarantine.findFirstOrThrow({
        where: { project_id: tenant.projectId },
      });
      assert.deepEqual([entry.reason, entry.size], [reason, Buffer.byteLength(body)]);
      assert.equal(Buffer.from(entry.sealed_body).includes('event'), false);
      const keys = await readSealingKey(stage.deps, tenant.projectId);
      assert.ok(keys);
      const box = { projectId: tenant.projectId, id: entry.id, sealedBody: entry.sealed_body };
      assert.equal(openFromQuarantine(box, keys).toString(), body);
      assert.throws(() => openFromQuarantine({ ...box, projectId: bystander.projectId }, keys));
      assert.deepEqual(await rowsOf(stage, bystander), NOTHING);
    });
  }

  it('does not take its neighbours down', async () => {
    const tenant = await makeTenant(stage);
    const neighbour = await makeTenant(stage);
    const poison = CASES.filter(({ reason }) => reason === 'null-character').map(({ body }) => body);
    const sends = Array.from({ length: 120 }, (_, n) => {
      const owner = n % 3 === 0 ? neighbour : tenant;
      return deliver(stage, owner, n % 40 === 1 ? (poison[(n - 1) / 40] ?? '') : bodyOf(renewal()));
    });
    assert.deepEqual([...new Set((await Promise.all(sends)).map(({ status }) => status))], [200]);
    assert.deepEqual(await rowsOf(stage, neighbour), { ...NOTHING, events: 39, inbox: 39, quarantine: 1 });
    assert.deepEqual(await rowsOf(stage, tenant), { ...NOTHING, events: 78, inbox: 78, quarantine: 2 });
  });

  it('is one entry, however often it comes', async () => {
    const tenant = await makeTenant(stage);
    const sends = Array.from({ length: 10 }, () => deliver(stage, tenant, '{"event":null}'));
    assert.ok((await Promise.all(sends)).every(({ status }) => status === 200));
    assert.equal((await rowsOf(stage, tenant))['quarantine'], 1);
  });

  it('is refused like any other when nobody is connected', async () => {
    const tenant = await makeTenant(stage, { accounts: 0 });
    assert.equal((await deliver(stage, tenant, '[]')).status, 404);
    assert.equal((await rowsOf(stage, tenant))['quarantine'], 0);
  });

  it('finds a key even if none was made at install', async () => {
    const tenant = await makeTenant(stage, { sealingKey: false });
    for (const body of ['[]', CASES[0]?.body ?? ''])
      assert.equal((await deliver(stage, tenant, body)).status, 200);
    assert.deepEqual(await rowsOf(stage, tenant), { ...NOTHING, quarantine: 2 });
  });
});
