import assert from 'node:assert/strict';

import { makeAccount } from './support/account-rows.js';
import { type ApiUnderTest, NOBODY, startTestApi } from './support/api-under-test.js';
import type { Tenant } from './support/tenant.js';

describe('While a service is away', () => {
  let api: ApiUnderTest;
  let tenant: Tenant;
  before(async () => {
    api = await startTestApi();
    tenant = await api.tenant('acme');
  });
  after(() => api.stop());

  it('the api is alive without Postgres, not ready, and says what is wrong', async () => {
    const away = await startTestApi({ beside: api, databaseUrl: `postgresql://nobody@${NOBODY}/none` });
    assert.equal((await away.call('GET', '/healthz')).status, 200);
    for (const [path, key] of [
      ['/readyz', undefined],
      ['/api/projects', tenant.readKey],
    ] as const) {
      const reply = await away.call('GET', path, key === undefined ? {} : { key });
      assert.equal(reply.status, 503, reply.text);
      assert.equal(reply.body.type, '/problems/database-unavailable');
      assert.ok(reply.headers.get('retry-after'));
      assert.ok(!reply.text.includes('127.0.0.1'), 'nothing is leaked');
    }
    await away.stop();
  });

  it('the api reads without Temporal and Vault', async () => {
    const away = await startTestApi({
      beside: api,
      temporalAddress: NOBODY,
      vaultAddress: `http://${NOBODY}`,
    });
    assert.equal((await away.call('GET', '/readyz')).status, 200);
    assert.equal((await away.call('GET', tenant.at('/accounts'), { key: tenant.readKey })).status, 200);
    await away.stop();
  });

  it('the api is not ready on an older schema', async () => {
    const old = await startTestApi();
    await old.owner.prisma.$executeRaw`ALTER TABLE timeline_entries RENAME TO timeline_entries_of_old`;
    const reply = await old.call('GET', '/readyz');
    assert.equal(reply.status, 503);
    assert.equal(reply.body.type, '/problems/schema-outdated');
    assert.doesNotMatch(reply.text, /timeline|prisma/i, 'no details');
    await old.stop();
  });

  it('what nobody foresaw is an error with an id, and nothing else', async () => {
    const broken = await startTestApi({ silent: true });
    const tenant = await broken.tenant('acme');
    await broken.owner.prisma.$executeRaw`ALTER TABLE timeline_entries RENAME TO gone`;
    const account = await makeAccount(broken, tenant.id);
    const reply = await broken.call('GET', tenant.at(`/accounts/${account}/timeline`), {
      key: tenant.readKey,
    });
    assert.equal(reply.status, 500);
    assert.equal(reply.body.type, '/problems/internal-error');
    assert.deepEqual(Object.keys(reply.body as object).sort(), ['request_id', 'status', 'title', 'type']);
    await broken.stop();
  });
});
