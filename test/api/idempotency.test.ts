import assert from 'node:assert/strict';

import { type ApiUnderTest, startTestApi } from './support/api-under-test.js';
import type { Tenant } from './support/tenant.js';

describe('A POST with an Idempotency-Key', () => {
  let api: ApiUnderTest;
  let tenant: Tenant;
  let bystander: Tenant;
  before(async () => {
    api = await startTestApi();
    tenant = await api.tenant('acme');
    bystander = await api.tenant('bystander');
  });
  after(() => api.stop());

  const create = (idempotencyKey: string, name = 'x', of = tenant) =>
    api.call('POST', of.at('/api-keys'), {
      key: of.writeKey,
      body: { name, access: 'read' },
      headers: { 'Idempotency-Key': idempotencyKey },
    });
  const keysNamed = (name: string) => api.owner.prisma.api_keys.count({ where: { name } });

  it('happens once; a repetition answers the same, without the secret', async () => {
    const first = await create('once', 'once');
    const again = await create('once', 'once');
    assert.equal(again.status, 201);
    assert.equal(again.headers.get('idempotent-replay'), 'true');
    assert.equal(first.headers.get('idempotent-replay'), null);
    const { key, ...rest } = first.body as { key: string };
    assert.ok(key);
    assert.deepEqual(again.body, rest);
    assert.equal(await keysNamed('once'), 1);
    const stored = JSON.stringify(await api.owner.prisma.idempotency_keys.findMany());
    assert.ok(!stored.includes(key), 'no secret is stored');
  });

  it('belongs to its request: another body is refused', async () => {
    await create('other-body', 'one');
    const reply = await create('other-body', 'two');
    assert.equal(reply.status, 422);
    assert.equal(reply.body.type, '/problems/idempotency-key-reused');
    assert.equal(await keysNamed('two'), 0);
  });

  it('belongs to its caller: another one may use the same key', async () => {
    await create('shared', 'mine');
    const reply = await create('shared', 'theirs', bystander);
    assert.equal(reply.status, 201);
    assert.equal(reply.headers.get('idempotent-replay'), null);
  });

  it('happens once when sent many times at the same moment', async () => {
    const replies = await Promise.all(Array.from({ length: 8 }, () => create('burst', 'burst')));
    assert.equal(await keysNamed('burst'), 1);
    for (const { status } of replies) assert.ok([201, 409].includes(status), String(status));
    assert.ok(replies.some(({ status }) => status === 201));
  });

  it('in flight is said, until the process that worked on it must be dead', async () => {
    await create('in-flight', 'in-flight');
    const where = { key: 'in-flight' };
    await api.owner.prisma.idempotency_keys.updateMany({
      where,
      data: { status: null, created_at: new Date() },
    });
    const waiting = await create('in-flight', 'in-flight');
    assert.equal(waiting.status, 409);
    assert.equal(waiting.body.type, '/problems/request-in-flight');
    await api.owner.prisma.idempotency_keys.updateMany({
      where,
      data: { created_at: new Date(Date.now() - 61_000) },
    });
    assert.equal((await create('in-flight', 'in-flight')).status, 201);
  });

  it('is forgotten after a day', async () => {
    await create('yesterday', 'yesterday');
    await api.owner.prisma.idempotency_keys.updateMany({
      where: { key: 'yesterday' },
      data: { created_at: new Date(Date.now() - 25 * 3_600_000) },
    });
    assert.equal((await create('yesterday', 'new body')).status, 201);
  });

  it('repeats a refusal, but not a failure on our side', async () => {
    const rotate = () =>
      api.call('POST', tenant.at('/revenue-layer/webhook-token/rotate'), {
        key: tenant.writeKey,
        headers: { 'Idempotency-Key': 'refused' },
      });
    assert.equal((await rotate()).status, 404, 'not installed');
    await api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    const replay = await rotate();
    assert.equal(replay.status, 404);
    assert.equal(replay.headers.get('idempotent-replay'), 'true');
    assert.equal(replay.headers.get('content-type'), 'application/problem+json; charset=utf-8');

    const away = await startTestApi({ beside: api, vaultAddress: 'http://127.0.0.1:9' });
    const failing = await away.call('POST', tenant.at('/revenue-layer/webhook-token/rotate'), {
      key: tenant.writeKey,
      headers: { 'Idempotency-Key': 'failed' },
    });
    assert.equal(failing.status, 503);
    await away.stop();
    const retried = await api.call('POST', tenant.at('/revenue-layer/webhook-token/rotate'), {
      key: tenant.writeKey,
      headers: { 'Idempotency-Key': 'failed' },
    });
    assert.equal(retried.status, 200);
  });

  it('must be a key', async () => {
    const reply = await create('not a key');
    assert.equal(reply.status, 422);
    assert.equal(reply.body.errors[0]?.field, 'Idempotency-Key');
  });
});
