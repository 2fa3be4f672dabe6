import assert from 'node:assert/strict';

import { findFreePorts } from '../../dev/services/ports.js';
import { DEMO_API_KEY, demoDevelopers } from '../../simulator/demo.js';
import { consent } from '../support/consent.js';
import { eventually } from '../support/eventually.js';
import { OAUTH_CLIENT, startWorkerStack, type WorkerStack } from '../support/worker-stack.js';
import { type ApiUnderTest, startTestApi } from './support/api-under-test.js';
import { Browser } from './support/browser.js';
import type { Tenant } from './support/tenant.js';

describe('With a worker and RevenueCat', function () {
  this.timeout(120_000);
  let stack: WorkerStack;
  let api: ApiUnderTest;
  let tenant: Tenant;
  before(async () => {
    const [port = 0] = await findFreePorts(1);
    stack = await startWorkerStack(`http://localhost:${port}`);
    api = await startTestApi({
      worker: stack,
      port,
      settings: {
        REVENUECAT_API_URL: stack.simulator.url,
        REVENUECAT_CLIENT_ID: OAUTH_CLIENT.id,
        REVENUECAT_CLIENT_SECRET: OAUTH_CLIENT.secret,
      },
    });
  });
  beforeEach(async () => {
    tenant = await api.tenant('acme');
    await api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
  });
  after(async () => {
    await api?.stop();
    await stack?.stop();
  });

  const post = (path: string, body?: object) =>
    api.call('POST', tenant.at(path), { key: tenant.writeKey, ...(body && { body }) });

  async function connectByKey(): Promise<string> {
    const attempt = await post('/connections', { method: 'api_key', api_key: DEMO_API_KEY });
    assert.equal(attempt.status, 201, attempt.text);
    assert.equal(attempt.body.status, 'awaiting_choice');
    const [project] = attempt.body.revenuecat_projects;
    assert.equal(project?.connected, false);
    const chosen = await post(`/connections/${attempt.body.id}/choice`, {
      revenuecat_project_id: project?.id,
    });
    assert.equal(chosen.status, 201, chosen.text);
    return chosen.body.id;
  }

  it('an owner connects by consent and chooses a RevenueCat project', async () => {
    const browser = await Browser.signedIn(api, tenant.writeKey);
    const begun = await browser.call('POST', tenant.at('/connections'), { body: { method: 'oauth' } });
    const back = await consent(begun.body.authorize_url, { developerId: demoDevelopers.dana });
    const arrived = await browser.call('GET', back.pathname + back.search);
    assert.equal(
      arrived.headers.get('location'),
      `/projects/${tenant.id}/settings?connection=${begun.body.id}`,
    );
    const path = tenant.at(`/connections/${begun.body.id}`);
    const listed = await eventually(
      async () => {
        const reply = await browser.call('GET', path);
        assert.equal(reply.body.status, 'awaiting_choice');
        return reply.body.revenuecat_projects;
      },
      { within: '20s' },
    );
    const wrong = await browser.call('POST', `${path}/choice`, {
      body: { revenuecat_project_id: 'proj_other' },
    });
    assert.equal(wrong.body.type, '/problems/not-in-list');
    const body = { revenuecat_project_id: listed[0]?.id };
    const chosen = await browser.call('POST', `${path}/choice`, { body });
    assert.equal(chosen.status, 201, chosen.text);
    assert.equal(chosen.body.revenuecat_project.name, listed[0]?.name);
    assert.equal(chosen.body.status, 'connected');
    const repeated = await browser.call('POST', `${path}/choice`, { body });
    assert.equal(repeated.status, 201, 'a repeated choice answers the same account');
    assert.equal(repeated.body.id, chosen.body.id);
  });

  it('an attempt that is declined says so and leaves no account', async () => {
    const browser = await Browser.signedIn(api, tenant.writeKey);
    const begun = await browser.call('POST', tenant.at('/connections'), { body: { method: 'oauth' } });
    const choice = { developerId: demoDevelopers.dana, decision: 'deny' } as const;
    const back = await consent(begun.body.authorize_url, choice);
    const arrived = await browser.call('GET', back.pathname + back.search);
    assert.match(arrived.headers.get('location') ?? '', /problem=access-denied$/);
    await eventually(async () => {
      const reply = await browser.call('GET', tenant.at(`/connections/${begun.body.id}`));
      assert.equal(reply.body.status, 'failed');
      assert.equal(reply.body.problem.type, '/problems/access-denied');
    });
  });

  it('a wrong or old API key is refused with what to do', async () => {
    const reply = await post('/connections', { method: 'api_key', api_key: 'sk_never_made_by_anybody' });
    assert.equal(reply.status, 422, reply.text);
    assert.match(reply.body.type, /^\/problems\/api-key-/);
  });

  it('an attempt can be cancelled, and then waits for nothing', async () => {
    const attempt = await post('/connections', { method: 'api_key', api_key: DEMO_API_KEY });
    const path = tenant.at(`/connections/${attempt.body.id}`);
    assert.equal((await api.call('DELETE', path, { key: tenant.writeKey })).status, 204);
    await eventually(async () => {
      assert.equal((await api.call('GET', path, { key: tenant.writeKey })).body.status, 'cancelled');
    });
    assert.equal((await api.call('DELETE', path, { key: tenant.writeKey })).status, 204);
  });

  it('an account is synced, paused, resumed and disconnected, and connected again with its history', async () => {
    const id = await connectByKey();
    const at = (act: string) => `/accounts/${id}${act}`;
    const read = async () => (await api.call('GET', tenant.at(at('')), { key: tenant.readKey })).body;

    const joined = await post(at('/sync'));
    assert.ok([200, 202].includes(joined.status), joined.text);
    assert.ok(joined.body.id);

    const paused = await post(at('/pause'));
    assert.equal(paused.status, 200, paused.text);
    assert.equal(paused.body.status, 'paused');
    const resumed = await post(at('/resume'));
    assert.equal(resumed.body.status, 'connected');

    const again = await post('/connections', { method: 'api_key', api_key: DEMO_API_KEY });
    assert.equal(again.body.revenuecat_projects[0]?.connected, true);
    const taken = await post(`/connections/${again.body.id}/choice`, {
      revenuecat_project_id: again.body.revenuecat_projects[0]?.id,
    });
    assert.equal(taken.status, 409);
    assert.equal(taken.body.type, '/problems/already-connected');

    await eventually(async () => assert.ok((await read()).last_published_at), { within: '60s' });
    const gone = await api.call('DELETE', tenant.at(at('')), { key: tenant.writeKey });
    assert.ok([200, 202].includes(gone.status), gone.text);
    const receipt = await eventually(
      async () => {
        const reply = await api.call('GET', tenant.at(at('/receipt')), { key: tenant.readKey });
        assert.equal(reply.status, 200, reply.text);
        return reply.body;
      },
      { within: '30s' },
    );
    assert.equal(receipt.credential_deleted, true);
    assert.ok(receipt.kept.metric_points > 0);
    assert.equal((await read()).status, 'disconnected');
    assert.equal((await post(at('/sync'))).body.type, '/problems/account-disconnected');

    assert.equal(await connectByKey(), id, 'connected again it is the same account');
  });

  it('reconnecting needs no choice', async () => {
    const id = await connectByKey();
    const reply = await post('/connections', { method: 'api_key', api_key: DEMO_API_KEY, account_id: id });
    assert.equal(reply.status, 201, reply.text);
    assert.equal(reply.body.status, 'bound');
    assert.equal(reply.body.account_id, id);
    const unknown = await post('/connections', {
      method: 'api_key',
      api_key: DEMO_API_KEY,
      account_id: 'acc_none',
    });
    assert.equal(unknown.status, 404);
  });

  it('removing the layer answers with a receipt for every account', async () => {
    const id = await connectByKey();
    const removed = await api.call('DELETE', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    assert.ok([200, 202].includes(removed.status), removed.text);
    assert.deepEqual(
      removed.body.receipts.map((receipt) => receipt.account_id),
      [id],
    );
  });
});
