import assert from 'node:assert/strict';

import { PROBLEMS } from '../../api/http/problems.js';
import { type ApiUnderTest, startTestApi } from './support/api-under-test.js';
import type { Tenant } from './support/tenant.js';

describe('Problems', () => {
  let api: ApiUnderTest;
  let tenant: Tenant;
  before(async () => {
    api = await startTestApi();
    tenant = await api.tenant('acme');
  });
  after(() => api.stop());

  it('each has a page that explains it, as HTML for people and as text for programs', async () => {
    for (const [slug, { title, explanation }] of Object.entries(PROBLEMS)) {
      const html = await api.call('GET', `/problems/${slug}`, { headers: { Accept: 'text/html' } });
      assert.equal(html.status, 200);
      assert.match(html.headers.get('content-type') ?? '', /^text\/html/);
      const text = await api.call('GET', `/problems/${slug}`);
      assert.ok(text.text.includes(title) && text.text.includes(explanation), slug);
    }
    assert.equal((await api.call('GET', '/problems/no-such-problem')).status, 404);
  });

  it('name every wrong field at once, and what to change', async () => {
    const reply = await api.call('POST', tenant.at('/api-keys'), {
      key: tenant.writeKey,
      body: { name: '', access: 'owner', colour: 'red' },
    });
    assert.equal(reply.status, 422);
    assert.equal(reply.headers.get('content-type'), 'application/problem+json; charset=utf-8');
    assert.equal(reply.body.type, '/problems/invalid-request');
    assert.deepEqual(reply.body.errors.map(({ field }) => field).sort(), ['/access', '/colour', '/name']);
    const keys = await api.call('GET', tenant.at('/api-keys'), { key: tenant.writeKey });
    assert.equal(keys.body.items.length, 2, 'nothing was changed');
  });

  it('refuse unknown and malformed query parameters', async () => {
    for (const [query, field] of [
      ['colour=red', 'colour'],
      ['limit=0', 'limit'],
      ['limit=201', 'limit'],
      ['limit=many', 'limit'],
      ['limit=1&limit=2', 'limit'],
      ['cursor=nonsense', 'cursor'],
    ]) {
      const reply = await api.call('GET', tenant.at(`/accounts?${query}`), { key: tenant.readKey });
      assert.equal(reply.status, 422, query);
      assert.deepEqual(
        reply.body.errors.map((error) => error.field),
        [field],
      );
    }
  });

  it('say that a body is not JSON, not an object, of another type, or too large', async () => {
    const post = (body: unknown, headers = {}) =>
      api.call('POST', tenant.at('/api-keys'), { key: tenant.writeKey, body, headers });
    assert.equal((await post('{"name":')).body.type, '/problems/malformed-json');
    assert.equal((await post('"text"')).status, 400);
    assert.equal((await post('[1]')).status, 422);
    assert.equal((await post('name=x', { 'Content-Type': 'text/plain' })).status, 415);
    assert.equal((await post({ name: 'x'.repeat(200_000), access: 'read' })).status, 413);
  });

  it('refuse text that Postgres cannot hold instead of failing over it', async () => {
    for (const name of ['a\0b', 'half \ud800 pair']) {
      const reply = await api.call('POST', tenant.at('/api-keys'), {
        key: tenant.writeKey,
        body: { name, access: 'read' },
      });
      assert.equal(reply.status, 422);
      assert.equal(reply.body.errors[0]?.field, '/name');
    }
    assert.equal((await api.call('GET', '/api/projects/a%00b', { key: api.adminKey })).status, 404);
    assert.equal((await api.call('GET', '/api/projects/%E0%A4%A', { key: api.adminKey })).status, 400);
  });

  it('say which methods an address takes', async () => {
    const reply = await api.call('PUT', '/api/projects', { key: api.adminKey });
    assert.equal(reply.status, 405);
    assert.equal(reply.headers.get('allow'), 'POST, GET, HEAD');
    assert.equal((await api.call('GET', '/api/webhooks/revenuecat')).headers.get('allow'), 'POST');
  });

  it('answer 404 for an address that does not exist', async () => {
    const reply = await api.call('GET', '/api/nothing', { key: api.adminKey });
    assert.equal(reply.status, 404);
    assert.equal(reply.body.type, '/problems/not-found');
  });

  it('are stored by no cache and load nothing from elsewhere', async () => {
    const reply = await api.call('GET', '/api/projects', { key: api.adminKey });
    assert.equal(reply.headers.get('cache-control'), 'no-store');
    const policy = reply.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe|https:|\*/);
    assert.equal(reply.headers.get('x-powered-by'), null);
  });

  it('limit a key and an address apart, and say when to go on', async () => {
    const small = await startTestApi({ beside: api, budgets: { perKey: 3, perAddress: 2 } });
    const read = () => small.call('GET', '/api/projects', { key: tenant.readKey });
    const wrong = () => small.call('GET', '/api/projects', { key: 'wrong' });
    for (let i = 0; i < 3; i += 1) assert.equal((await read()).status, 200);
    const limited = await read();
    assert.equal(limited.status, 429);
    assert.equal(limited.body.type, '/problems/rate-limited');
    assert.ok(Number(limited.headers.get('retry-after')) > 0);
    assert.equal((await wrong()).status, 401);
    assert.equal((await wrong()).status, 401);
    assert.equal((await wrong()).status, 429, 'guessing keys is limited by address');
    assert.equal(
      (await small.call('GET', '/api/projects', { key: small.adminKey })).status,
      200,
      'a bystander',
    );
    await small.stop();
  });
});
