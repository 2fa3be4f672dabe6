import assert from 'node:assert/strict';

import { newId } from '../../clients/ids.js';
import { knownScopes } from '../../simulator/oauth/scopes.js';
import type { Reply } from '../api/support/call.js';
import { eventually } from '../support/eventually.js';
import { everywhereInPostgres } from './everywhere.js';
import { Owner } from './owner.js';
import { type Stage, startStage } from './stage.js';

const CHARTS = 'charts_metrics:charts:read';
const LISTING = 'project_configuration:projects:read';

describe('A pasted API key', function () {
  this.timeout(120_000);
  let stage: Stage;
  let owner: Owner;
  let revenueCatProjectId: string;
  before(async () => {
    stage = await startStage();
    const { items } = await stage.revenuecat<{ items: { id: string }[] }>('GET', '/projects');
    revenueCatProjectId = items[0]?.id ?? '';
  });
  beforeEach(async () => {
    owner = await Owner.of(stage);
  });
  afterEach(() => stage.revenuecat('DELETE', '/faults'));
  after(() => stage?.stop());

  async function makeKey(properties: { permissions?: readonly string[]; version?: 1 | 2 }): Promise<string> {
    const made = await stage.revenuecat<{ key: string }>('POST', '/api-keys', {
      project_id: revenueCatProjectId,
      ...properties,
    });
    return made.key;
  }
  /** Reading and writing goes with reading. */
  const without = (scope: string) => knownScopes.filter((known) => !known.startsWith(scope));

  /** Refused, and nothing of the key is left. */
  async function refused(key: string, reply: Reply, slug: string): Promise<void> {
    assert.equal(reply.status, 422, reply.text);
    assert.equal(reply.body.type, `/problems/${slug}`);
    assert.ok(!reply.text.includes(key));
    assert.deepEqual(await stage.secretsOf(owner.tenant.id), []);
    assert.deepEqual(await everywhereInPostgres(stage.worker.owner, key), []);
  }

  it('of version 1 is named as what it is, with the permissions that a v2 key needs', async () => {
    const key = await makeKey({ version: 1 });
    const reply = await owner.connectByKey(key);
    await refused(key, reply, 'api-key-v1');
    for (const permission of [LISTING, CHARTS, 'project_configuration:apps:read']) {
      assert.ok(reply.body.detail.includes(permission), reply.body.detail);
    }
  });

  // What REST v1 says about v2 keys, turned round; REST v2 may choose either status.
  for (const status of [401, 403]) {
    it(`of version 1 is known by RevenueCat's own words, with status ${status}`, async () => {
      await stage.revenuecat('POST', '/faults', {
        endpoint: 'projects',
        kind: 'answer',
        status,
        body: {
          code: 7723,
          message: "You're trying to use a secret API key incompatible with RevenueCat API V2.",
        },
      });
      const key = `sk_${newId('connection')}`;
      await refused(key, await owner.connectByKey(key), 'api-key-v1');
    });
  }

  it('that RevenueCat does not know is refused, and the explanation mentions v1 keys', async () => {
    const key = `sk_${newId('connection')}`;
    const reply = await owner.connectByKey(key);
    await refused(key, reply, 'api-key-rejected');
    const explained = await stage.api.call('GET', reply.body.type);
    assert.match(explained.text, /v2 secret key/);
  });

  for (const scope of [LISTING, CHARTS]) {
    it(`without ${scope} is refused at once, and the permission is named`, async () => {
      const key = await makeKey({ permissions: without(scope) });
      const reply = await owner.connectByKey(key);
      await refused(key, reply, 'insufficient-scope');
      assert.equal(reply.body.detail, `The key lacks ${scope}.`);
    });
  }

  it('is tried on the charts with one call, and only a 403 counts against it', async () => {
    for (const fault of [
      { kind: 'error', status: 503 },
      { kind: 'rate_limit' },
      { kind: 'answer', status: 404, body: {} },
      { kind: 'answer', status: 401, body: {} },
      { kind: 'answer', status: 200, body: 'unheard of' },
    ]) {
      const since = Date.now();
      await stage.revenuecat('POST', '/faults', { endpoint: 'chart_options', ...fault });
      const reply = await owner.connectByKey(await makeKey({ permissions: knownScopes }));
      assert.equal(reply.status, 201, reply.text);
      assert.equal(reply.body.status, 'awaiting_choice', JSON.stringify(fault));
      const { items } = await stage.revenuecat<{ items: { path: string }[] }>(
        'GET',
        `/ledger/requests?since=${since}`,
      );
      assert.equal(items.filter(({ path }) => path.includes('/charts/')).length, 1);
    }
  });

  it('that is no good leaves the account it was to reconnect as it is', async () => {
    const accepted = await owner.connectByKey(await makeKey({ permissions: knownScopes }));
    const account = (await owner.choose(accepted.body.id, revenueCatProjectId)).body;
    await eventually(async () => assert.ok((await owner.account(account.id)).last_published_at), {
      within: '60s',
    });
    const before = await stage.secretsOf(owner.tenant.id);
    assert.equal(before.length, 1, before.join());
    const v1 = await makeKey({ version: 1 });
    const reply = await owner.connectByKey(v1, { account_id: account.id });
    assert.equal(reply.body.type, '/problems/api-key-v1', reply.text);
    assert.deepEqual(await stage.secretsOf(owner.tenant.id), before);
    assert.equal((await owner.account(account.id)).health.cause, null);
    assert.deepEqual(await everywhereInPostgres(stage.worker.owner, v1), []);
  });

  it('replaces one that RevenueCat no longer accepts', async () => {
    const made = await stage.revenuecat<{ id: string; key: string }>('POST', '/api-keys', {
      project_id: revenueCatProjectId,
      permissions: knownScopes,
    });
    const accepted = await owner.connectByKey(made.key);
    const { id } = (await owner.choose(accepted.body.id, revenueCatProjectId)).body;
    const old = await stage.secretsOf(owner.tenant.id);
    await stage.revenuecat('DELETE', `/api-keys/${made.id}`);
    await owner.ask('POST', `/accounts/${id}/sync`);
    assert.equal((await owner.untilHealth(id, 'api_key_rejected')).health.action, 'enter_api_key');
    const reply = await owner.connectByKey(await makeKey({ permissions: knownScopes }), { account_id: id });
    assert.equal(reply.body.status, 'bound', reply.text);
    assert.equal((await owner.account(id)).health.cause, null);
    await eventually(async () => {
      const present = await stage.secretsOf(owner.tenant.id);
      assert.equal(present.length, 1, present.join());
      assert.notDeepEqual(present, old);
    });
  });

  it('would be found if it were stored', async () => {
    const found = await everywhereInPostgres(stage.worker.owner, owner.tenant.id);
    assert.deepEqual(found, ['api_keys', 'projects', 'revenue_layers']);
  });
});
