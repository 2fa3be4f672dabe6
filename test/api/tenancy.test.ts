import assert from 'node:assert/strict';

import { ROUTES } from '../../api/routes.js';
import { makeAccount } from './support/account-rows.js';
import { type ApiUnderTest, startTestApi } from './support/api-under-test.js';
import { Browser } from './support/browser.js';
import type { Tenant } from './support/tenant.js';

describe('Keys and tenants', () => {
  let api: ApiUnderTest;
  let acme: Tenant;
  let bystander: Tenant;
  let acmeAccount: string;
  before(async () => {
    api = await startTestApi();
    acme = await api.tenant('acme');
    bystander = await api.tenant('bystander');
    acmeAccount = await makeAccount(api, acme.id);
    await makeAccount(api, bystander.id);
  });
  after(() => api.stop());

  it('without a key, or with a wrong one, nothing is answered but 401', async () => {
    for (const options of [{}, { key: 'wrong' }, { headers: { Authorization: 'Basic abc' } }]) {
      const reply = await api.call('GET', acme.at(''), options);
      assert.equal(reply.status, 401);
      assert.equal(reply.headers.get('www-authenticate'), 'Bearer');
    }
  });

  it('another project is not there: reading, writing, by path, with any of its ids', async () => {
    const foreign: [string, string][] = [
      ['GET', acme.at('')],
      ['GET', acme.at('/accounts')],
      ['GET', acme.at(`/accounts/${acmeAccount}`)],
      ['GET', acme.at(`/accounts/${acmeAccount}/syncs`)],
      ['GET', acme.at('/revenue-layer')],
      ['GET', acme.at('/revenue-layer/webhook-token')],
      ['PUT', acme.at('/revenue-layer')],
      ['DELETE', acme.at(`/accounts/${acmeAccount}`)],
      ['GET', bystander.at(`/accounts/${acmeAccount}`)],
      ['GET', bystander.at(`/accounts/${acmeAccount}/timeline`)],
      ['DELETE', bystander.at(`/accounts/${acmeAccount}`)],
    ];
    for (const [method, path] of foreign) {
      const reply = await api.call(method, path, { key: bystander.writeKey });
      assert.equal(reply.status, 404, `${method} ${path}`);
      assert.equal(reply.body.type, '/problems/not-found');
    }
    const account = await api.call('GET', acme.at(`/accounts/${acmeAccount}`), { key: acme.readKey });
    assert.equal(account.body.status, 'connected', 'nothing was changed');
  });

  it('no route lets anybody in without a key, with the key of another project, or with too little access', async () => {
    const ids: Record<string, string> = { projectId: acme.id, accountId: acmeAccount };
    for (const { method, path, access } of ROUTES.filter((route) => route.path.includes('{projectId}'))) {
      const at = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => ids[name] ?? 'x');
      const name = `${method} ${path}`;
      assert.equal((await api.call(method.toUpperCase(), at)).status, 401, name);
      const foreign = await api.call(method.toUpperCase(), at, { key: bystander.writeKey });
      assert.equal(foreign.status, 404, name);
      if (access === 'read') continue;
      const reader = await api.call(method.toUpperCase(), at, { key: acme.readKey });
      assert.equal(reader.status, 403, name);
    }
  });

  it('lists hold the own project only; administrators see all', async () => {
    const own = await api.call('GET', '/api/projects', { key: acme.readKey });
    assert.deepEqual(
      own.body.items.map(({ id }) => id),
      [acme.id],
    );
    const all = await api.call('GET', '/api/projects', { key: api.adminKey });
    assert.equal(all.body.items.length, 2);
    const accounts = await api.call('GET', '/api/accounts', { key: api.adminKey });
    assert.deepEqual(accounts.body.items.map((item) => item.project.name).sort(), ['acme', 'bystander']);
  });

  it('a project that does not exist is 404 for administrators, too', async () => {
    assert.equal(
      (await api.call('GET', '/api/projects/prj_none/accounts', { key: api.adminKey })).status,
      404,
    );
  });

  it("a read key reads and changes nothing; operators' lists need an admin key", async () => {
    assert.equal((await api.call('GET', acme.at(''), { key: acme.readKey })).status, 200);
    for (const [method, path] of [
      ['PUT', acme.at('/revenue-layer')],
      ['POST', acme.at('/api-keys')],
      ['GET', acme.at('/revenue-layer/webhook-token')],
      ['GET', '/api/accounts'],
      ['POST', '/api/projects'],
    ] as const) {
      const reply = await api.call(method, path, { key: acme.readKey });
      assert.equal(reply.status, 403, `${method} ${path}`);
      assert.equal(reply.body.type, '/problems/insufficient-access');
    }
  });

  it('a cursor of one project or filter does not open another', async () => {
    await makeAccount(api, acme.id);
    const first = await api.call('GET', acme.at('/accounts?limit=1'), { key: acme.readKey });
    const cursor = encodeURIComponent(first.body.next_cursor ?? '');
    const next = await api.call('GET', acme.at(`/accounts?limit=1&cursor=${cursor}`), { key: acme.readKey });
    assert.equal(next.body.items.length, 1);
    assert.notEqual(next.body.items[0]?.id, first.body.items[0]?.id);
    assert.equal(next.body.next_cursor, null);
    for (const [path, key] of [
      [bystander.at(`/accounts?cursor=${cursor}`), bystander.readKey],
      [acme.at(`/accounts?status=paused&cursor=${cursor}`), acme.readKey],
      [`/api/projects?cursor=${cursor}`, acme.readKey],
    ] as const) {
      const reply = await api.call('GET', path, { key });
      assert.equal(reply.status, 422, path);
      assert.equal(reply.body.type, '/problems/invalid-cursor');
    }
  });

  it('a revoked key ends at once, and with it the sessions opened with it', async () => {
    const made = await api.call('POST', acme.at('/api-keys'), {
      key: acme.writeKey,
      body: { name: 'laptop', access: 'write' },
    });
    const { id, key } = made.body as { id: string; key: string };
    const browser = await Browser.signedIn(api, key);
    const elsewhere = await api.call('DELETE', bystander.at(`/api-keys/${id}`), { key: bystander.writeKey });
    assert.equal(elsewhere.status, 404);
    assert.equal((await api.call('GET', acme.at(''), { key })).status, 200);
    assert.equal((await api.call('DELETE', acme.at(`/api-keys/${id}`), { key: acme.writeKey })).status, 204);
    assert.equal((await api.call('GET', acme.at(''), { key })).status, 401);
    assert.equal((await browser.call('GET', acme.at(''))).status, 401);
    const listed = await api.call('GET', acme.at('/api-keys'), { key: acme.writeKey });
    assert.ok(!listed.text.includes(key), 'a key is shown once');
    assert.equal((await api.call('GET', acme.at(''), { key: acme.readKey })).status, 200, 'a bystander');
  });

  it('Postgres holds no key in the clear', async () => {
    const rows = await api.owner.prisma.api_keys.findMany();
    const stored = JSON.stringify(rows);
    for (const key of [acme.readKey, acme.writeKey, api.adminKey]) assert.ok(!stored.includes(key));
  });
});
