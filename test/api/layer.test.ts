import assert from 'node:assert/strict';

import { sha256 } from '../../api/auth/secrets.js';
import type { revenue_layers } from '../../prisma/generated/client.js';
import { makeAccount, startIdleWorkflow } from './support/account-rows.js';
import { type ApiUnderTest, NOBODY, startTestApi } from './support/api-under-test.js';
import type { Tenant } from './support/tenant.js';

describe('The Revenue layer', () => {
  let api: ApiUnderTest;
  let tenant: Tenant;
  let bystander: Tenant;
  beforeEach(async () => {
    tenant = await api.tenant('acme');
  });
  before(async () => {
    api = await startTestApi();
    bystander = await api.tenant('bystander');
    await api.call('PUT', bystander.at('/revenue-layer'), { key: bystander.writeKey });
  });
  after(() => api.stop());

  const install = (body: object = {}, of: ApiUnderTest = api) =>
    of.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey, body });
  const remove = (of: ApiUnderTest = api) =>
    of.call('DELETE', tenant.at('/revenue-layer'), { key: tenant.writeKey });
  const showToken = (of: Tenant = tenant) =>
    api.call('GET', of.at('/revenue-layer/webhook-token'), { key: of.writeKey });
  const rotate = (body: object = {}, of: ApiUnderTest = api) =>
    of.call('POST', tenant.at('/revenue-layer/webhook-token/rotate'), { key: tenant.writeKey, body });
  const row = (id = tenant.id): Promise<revenue_layers | null> =>
    api.owner.prisma.revenue_layers.findUnique({ where: { project_id: id } });

  /** Vault and Postgres agree, and the page shows a token that works. */
  async function assertTokenWorks(): Promise<string> {
    const shown = await showToken();
    assert.equal(shown.status, 200, shown.text);
    const token: string = shown.body.token;
    assert.match(token, /^rlwh_[\w-]{43}$/);
    assert.deepEqual((await row())?.webhook_token_hash, sha256(token));
    return token;
  }

  it('is installed once, with the currency of the project', async () => {
    const first = await install();
    assert.equal(first.status, 200, first.text);
    assert.equal(first.body.currency, 'USD');
    assert.equal(first.body.webhook.url, `${api.url}/api/webhooks/revenuecat`);
    const token = await assertTokenWorks();
    const again = await install({ currency: 'EUR' });
    assert.equal(again.body.currency, 'EUR');
    assert.equal(again.body.installed_at, first.body.installed_at);
    assert.equal((await install()).body.currency, 'EUR', 'absent means unchanged');
    assert.equal(await assertTokenWorks(), token, 'installing again keeps the token');
    assert.equal((await install({ currency: 'DOGE' })).status, 422);
  });

  it('is not there before it is installed', async () => {
    for (const [method, path] of [
      ['GET', '/revenue-layer'],
      ['GET', '/revenue-layer/webhook-token'],
      ['POST', '/revenue-layer/webhook-token/rotate'],
      ['DELETE', '/revenue-layer'],
    ] as const) {
      const reply = await api.call(method, tenant.at(path), { key: tenant.writeKey });
      assert.equal(reply.status, 404, path);
      assert.equal(reply.body.type, '/problems/revenue-layer-not-installed');
    }
  });

  it('keeps one token when it is installed many times at once', async () => {
    const replies = await Promise.all(Array.from({ length: 6 }, () => install()));
    assert.deepEqual([...new Set(replies.map(({ status }) => status))], [200]);
    await assertTokenWorks();
  });

  it('is healed by installing it again after a death between Vault and Postgres', async () => {
    // Died before the row: Vault has a token that Postgres never heard of.
    await api.deps.vault.write('webhook-tokens', tenant.id, { token: 'rlwh_orphan' }, 0);
    await install();
    const token = await assertTokenWorks();
    assert.notEqual(token, 'rlwh_orphan');
    // Died in a rotation: Vault is one token ahead.
    const ahead = { token: 'rlwh_never_in_force', previous: token };
    await api.deps.vault.write('webhook-tokens', tenant.id, ahead, 2);
    assert.equal(await assertTokenWorks(), token, 'what is shown is what works');
    await install();
    assert.equal(await assertTokenWorks(), token);
    // Vault has lost the token: a new one, and the old one goes on for a day.
    await api.deps.vault.destroy('webhook-tokens', tenant.id);
    assert.equal((await showToken()).body.type, '/problems/webhook-token-lost');
    await install();
    assert.notEqual(await assertTokenWorks(), token);
    assert.deepEqual((await row())?.previous_token_hash, sha256(token));
  });

  it('rotates its token; the old one works for the overlap, a second rotation ends the oldest', async () => {
    await install();
    const first = await assertTokenWorks();
    const rotated = await rotate();
    assert.equal(rotated.status, 200);
    const until = new Date(rotated.body.previous_valid_until ?? '').getTime();
    assert.ok(Math.abs(until - Date.now() - 86_400_000) < 60_000);
    const second = await assertTokenWorks();
    assert.equal(rotated.body.token, second);
    assert.deepEqual((await row())?.previous_token_hash, sha256(first));
    await rotate({ overlap_seconds: 60 });
    assert.deepEqual((await row())?.previous_token_hash, sha256(second));
  });

  it('ends the old token at once if asked to', async () => {
    await install();
    const rotated = await rotate({ overlap_seconds: 0 });
    assert.equal(rotated.body.previous_valid_until, null);
    const { previous_token_hash, previous_valid_until } = (await row()) ?? {};
    assert.deepEqual([previous_token_hash, previous_valid_until], [null, null]);
    assert.equal((await rotate({ overlap_seconds: -1 })).status, 422);
  });

  it('is removed: token dead, secret deleted, a later install makes a new token', async () => {
    await install();
    const token = await assertTokenWorks();
    const removed = await remove();
    assert.equal(removed.status, 200, removed.text);
    assert.deepEqual(removed.body, { receipts: [] });
    assert.equal((await row())?.webhook_token_hash, null);
    assert.equal(await api.deps.vault.read('webhook-tokens', tenant.id), null);
    assert.equal((await remove()).status, 200, 'repeating it answers the same');
    await install();
    assert.notEqual(await assertTokenWorks(), token);
    assert.equal((await showToken(bystander)).status, 200, 'a bystander keeps its token');
  });

  it('disconnects every account when it is removed, and says how far that is', async () => {
    await install();
    const accounts = [
      await makeAccount(api, tenant.id),
      await makeAccount(api, tenant.id, { status: 'paused' }),
    ];
    const spared = await makeAccount(api, bystander.id);
    for (const id of accounts) await startIdleWorkflow(api, tenant.id, id);
    const removed = await remove();
    assert.equal(removed.status, 202, removed.text);
    assert.deepEqual(
      removed.body.receipts.map((receipt) => receipt.account_id),
      accounts,
    );
    const gates = await api.owner.prisma.account_gates.findMany({ where: { accepting: true } });
    assert.deepEqual(
      gates.map((gate) => gate.account_id),
      [spared],
    );
  });

  it('changes nothing while Temporal or Vault is away', async () => {
    await install();
    const account = await makeAccount(api, tenant.id);
    const before = await row();
    const noTemporal = await startTestApi({ beside: api, temporalAddress: NOBODY });
    const noVault = await startTestApi({ beside: api, vaultAddress: `http://${NOBODY}` });
    const replies = [
      await remove(noTemporal),
      await remove(noVault),
      await rotate({}, noVault),
      await install({}, noVault),
    ];
    assert.deepEqual(
      replies.map(({ status, body, headers }) => [status, body.type, headers.get('retry-after') !== null]),
      [
        [503, '/problems/temporal-unavailable', true],
        [503, '/problems/vault-unavailable', true],
        [503, '/problems/vault-unavailable', true],
        [503, '/problems/vault-unavailable', true],
      ],
    );
    assert.deepEqual(await row(), before);
    const where = { project_id_id: { project_id: tenant.id, id: account } };
    assert.equal((await api.owner.prisma.revenuecat_accounts.findUnique({ where }))?.status, 'connected');
    await assertTokenWorks();
    await Promise.all([noTemporal.stop(), noVault.stop()]);
  });

  it('counts and lists refused deliveries, a page at a time', async () => {
    await install();
    const minutes = [1, 2, 3].map((ago) => new Date(Math.floor(Date.now() / 60_000 - ago) * 60_000));
    for (const minute of minutes) {
      await api.owner.prisma.webhook_refusals.create({
        data: { project_id: tenant.id, minute, reason: 'wrong-token', count: 2 },
      });
    }
    const [newest = new Date()] = minutes;
    await api.owner.prisma.webhook_refusals.create({
      data: { project_id: tenant.id, minute: newest, reason: 'wrong-token', count: 1, account_id: 'acc_1' },
    });
    const layer = await api.call('GET', tenant.at('/revenue-layer'), { key: tenant.readKey });
    assert.equal(layer.body.webhook.refused_last_24h, 7);
    const list = (query: string) =>
      api.call('GET', tenant.at(`/revenue-layer/refusals${query}`), { key: tenant.readKey });
    const first = await list('?limit=1');
    const rest = await list(`?limit=3&cursor=${first.body.next_cursor}`);
    assert.deepEqual(
      [...first.body.items, ...rest.body.items].map((item) => [item.minute, item.account_id]),
      [
        [minutes[0]?.toISOString(), null],
        [minutes[0]?.toISOString(), 'acc_1'],
        [minutes[1]?.toISOString(), null],
        [minutes[2]?.toISOString(), null],
      ],
    );
    assert.equal(rest.body.next_cursor, null);
  });
});
