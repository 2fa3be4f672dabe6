import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { WorkflowNotFoundError } from '@temporalio/common';

import { connectionWorkflowId } from '../../workflows/ids.js';
import { type ApiUnderTest, NOBODY, startTestApi } from './support/api-under-test.js';
import { Browser } from './support/browser.js';
import type { Tenant } from './support/tenant.js';

const CALLBACK = '/api/oauth/revenuecat/callback';

interface Begun {
  id: string;
  state: string;
  url: URL;
}

describe('Connecting by consent', () => {
  let api: ApiUnderTest;
  let tenant: Tenant;
  let browser: Browser;
  before(async () => {
    api = await startTestApi();
    tenant = await api.tenant('acme');
    await api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
  });
  beforeEach(async () => {
    browser = await Browser.signedIn(api, tenant.writeKey);
  });
  after(() => api.stop());

  const post = (body: object, by = browser) => by.call('POST', tenant.at('/connections'), { body });
  const back = (by: Browser, query: Record<string, string>) =>
    by.call('GET', `${CALLBACK}?${new URLSearchParams(query).toString()}`, {
      headers: { 'Sec-Fetch-Site': 'cross-site' },
    });
  const row = (id: string) =>
    api.owner.prisma.connections.findUniqueOrThrow({
      where: { project_id_id: { project_id: tenant.id, id } },
    });
  const inbound = (id: string) =>
    api.deps.vault.read<{ verifier?: string; code?: string }>('inbound', `${tenant.id}/${id}`);
  const history = (id: string) =>
    api.deps.temporal.workflow.getHandle(connectionWorkflowId(id)).fetchHistory();

  async function begin(body: object = {}, by = browser): Promise<Begun> {
    const reply = await post({ method: 'oauth', ...body }, by);
    assert.equal(reply.status, 201, reply.text);
    const url = new URL(reply.body.authorize_url);
    return { id: reply.body.id, state: url.searchParams.get('state') ?? '', url };
  }

  async function signalsOf(id: string): Promise<string[]> {
    const { events = [] } = await history(id);
    return (events ?? []).flatMap(
      (event) => event.workflowExecutionSignaledEventAttributes?.signalName ?? [],
    );
  }

  it('sends the browser to RevenueCat with PKCE and exactly the permissions that are needed', async () => {
    const { id, url } = await begin();
    assert.equal(url.origin + url.pathname, 'https://api.revenuecat.com/oauth2/authorize');
    const asked = Object.fromEntries(url.searchParams);
    assert.equal(asked['client_id'], 'client=of-tests');
    assert.equal(asked['response_type'], 'code');
    assert.equal(asked['redirect_uri'], `${api.url}${CALLBACK}`);
    assert.equal(asked['code_challenge_method'], 'S256');
    assert.ok(!asked['scope']?.includes('integrations'));
    const stored = await inbound(id);
    const challenge = createHash('sha256')
      .update(stored?.data.verifier ?? '')
      .digest('base64url');
    assert.equal(asked['code_challenge'], challenge);
    const asking = await begin({ manage_webhook: true });
    assert.match(asking.url.searchParams.get('scope') ?? '', /integrations:read_write/);
  });

  it('starts one workflow, and neither it nor Postgres learns state, verifier or cookie', async () => {
    const { id, state } = await begin();
    const described = await api.deps.temporal.workflow.getHandle(connectionWorkflowId(id)).describe();
    assert.equal(described.type, 'connection');
    assert.deepEqual(described.searchAttributes['LayersProjectId'], [tenant.id]);
    const { verifier = '' } = (await inbound(id))?.data ?? {};
    const seen = JSON.stringify([await row(id), await history(id)]);
    for (const secret of [state, verifier]) assert.ok(secret.length > 20 && !seen.includes(secret));
    const { expires_at, status } = await row(id);
    assert.equal(status, 'awaiting_consent');
    assert.ok(Math.abs(expires_at.getTime() - Date.now() - 600_000) < 30_000);
  });

  it('needs a signed-in browser that may change the project', async () => {
    const bearer = await api.call('POST', tenant.at('/connections'), {
      key: tenant.writeKey,
      body: { method: 'oauth' },
    });
    assert.equal(bearer.status, 403);
    assert.equal(bearer.body.type, '/problems/browser-session-required');
    const reader = await Browser.signedIn(api, tenant.readKey);
    assert.equal((await post({ method: 'oauth' }, reader)).body.type, '/problems/insufficient-access');
  });

  it('takes the code to Vault, tells the workflow, and sends the browser to the settings', async () => {
    const { id, state } = await begin();
    const reply = await back(browser, { state, code: 'the-code' });
    assert.equal(reply.status, 303, reply.text);
    assert.equal(reply.headers.get('location'), `/projects/${tenant.id}/settings?connection=${id}`);
    assert.equal((await inbound(id))?.data.code, 'the-code');
    assert.ok((await inbound(id))?.data.verifier);
    assert.deepEqual(await signalsOf(id), ['codeStored']);
    assert.ok(!JSON.stringify(await history(id)).includes('the-code'));
  });

  it('uses an approval once: a repetition changes nothing', async () => {
    const { id, state } = await begin();
    const once = browser.cookieHeader(CALLBACK);
    await back(browser, { state, code: 'first' });
    const query = new URLSearchParams({ state, code: 'second' }).toString();
    const again = await api.call('GET', `${CALLBACK}?${query}`, { headers: once });
    assert.equal(again.status, 303);
    assert.match(again.headers.get('location') ?? '', /problem=approval-already-used$/);
    assert.equal((await inbound(id))?.data.code, 'first');
    assert.deepEqual(await signalsOf(id), ['codeStored']);
  });

  it('of many arrivals at once exactly one counts', async () => {
    const { id, state } = await begin();
    const headers = browser.cookieHeader(CALLBACK);
    const replies = await Promise.all(
      ['a', 'b', 'c', 'd'].map((code) => {
        const query = new URLSearchParams({ state, code }).toString();
        return api.call('GET', `${CALLBACK}?${query}`, { headers });
      }),
    );
    const passed = replies.filter((reply) => !reply.headers.get('location')?.includes('problem='));
    assert.equal(passed.length, 1);
    assert.deepEqual(await signalsOf(id), ['codeStored']);
  });

  it('ends in another browser with a page that says what to do, and uses nothing up', async () => {
    const { id, state } = await begin();
    const stranger = await Browser.signedIn(api, tenant.writeKey);
    for (const other of [stranger, new Browser(api)]) {
      const reply = await back(other, { state, code: 'stolen' });
      assert.equal(reply.status, 400);
      assert.match(reply.headers.get('content-type') ?? '', /^text\/html/);
      assert.ok(!reply.text.includes('stolen') && !reply.text.includes(state));
    }
    assert.equal((await row(id)).state_used_at, null);
    assert.equal(
      (await back(browser, { state, code: 'mine' })).headers.get('location')?.includes('problem='),
      false,
    );
  });

  it('needs the cookie of the attempt beside the session', async () => {
    const { id, state } = await begin();
    const sessionOnly = browser.cookieHeader('/');
    const query = new URLSearchParams({ state, code: 'x' }).toString();
    const reply = await api.call('GET', `${CALLBACK}?${query}`, { headers: sessionOnly });
    assert.match(reply.headers.get('location') ?? '', /problem=other-browser$/);
    assert.equal((await row(id)).state_used_at, null);
  });

  it('knows a state that nobody made, or none at all, as not its own', async () => {
    for (const query of [{ state: 'made-up', code: 'x' }, { code: 'x' }, {}] as Record<string, string>[]) {
      assert.equal((await back(browser, query)).status, 400);
    }
    const twice = await browser.call('GET', `${CALLBACK}?state=a&state=b&code=x`);
    assert.equal(twice.status, 400);
  });

  it('passes a refusal on to the workflow and says so', async () => {
    const { id, state } = await begin();
    const reply = await back(browser, { state, error: 'access_denied', error_description: '<script>' });
    assert.match(reply.headers.get('location') ?? '', /problem=access-denied$/);
    assert.deepEqual(await signalsOf(id), ['consentRefused']);
    assert.equal((await inbound(id))?.data.code, undefined);
  });

  it('is refused after its time, and after the layer was removed', async () => {
    const late = await begin();
    await api.owner.prisma.connections.update({
      where: { project_id_id: { project_id: tenant.id, id: late.id } },
      data: { expires_at: new Date(Date.now() - 1000) },
    });
    const reply = await back(browser, { state: late.state, code: 'x' });
    assert.match(reply.headers.get('location') ?? '', /problem=consent-expired$/);
    const orphan = await begin();
    await api.call('DELETE', tenant.at('/revenue-layer'), { key: tenant.writeKey });
    const removed = await back(browser, { state: orphan.state, code: 'x' });
    assert.match(removed.headers.get('location') ?? '', /problem=revenue-layer-not-installed$/);
    assert.equal((await post({ method: 'oauth' })).body.type, '/problems/revenue-layer-not-installed');
    await api.call('PUT', tenant.at('/revenue-layer'), { key: tenant.writeKey });
  });

  it('leaves nothing behind when it cannot begin', async () => {
    const before = await api.owner.prisma.connections.count();
    const noTemporal = await startTestApi({ beside: api, temporalAddress: NOBODY });
    const noVault = await startTestApi({ beside: api, vaultAddress: `http://${NOBODY}` });
    for (const [away, slug] of [
      [noTemporal, 'temporal-unavailable'],
      [noVault, 'vault-unavailable'],
    ] as const) {
      const begun = Date.now();
      const other = await Browser.signedIn(away, tenant.writeKey);
      const reply = await other.call('POST', tenant.at('/connections'), { body: { method: 'oauth' } });
      assert.equal(reply.status, 503, reply.text);
      assert.equal(reply.body.type, `/problems/${slug}`);
      assert.ok(reply.headers.get('retry-after'));
      assert.ok(Date.now() - begun < 10_000, 'in time');
      await away.stop();
    }
    assert.equal(await api.owner.prisma.connections.count(), before);
    const attempts = await api.owner.prisma.connections.findMany({ select: { id: true } });
    const kept = await api.deps.vault.list('inbound', `${tenant.id}/`);
    assert.deepEqual(
      kept.filter((id) => !attempts.some((attempt) => attempt.id === id)),
      [],
    );
  });

  it('does not lose an approval that arrives while Temporal or Vault is away', async () => {
    const { id, state } = await begin();
    const headers = browser.cookieHeader(CALLBACK);
    const query = new URLSearchParams({ state, code: 'kept' }).toString();
    for (const options of [{ temporalAddress: NOBODY }, { vaultAddress: `http://${NOBODY}` }]) {
      const away = await startTestApi({ beside: api, ...options });
      const reply = await away.call('GET', `${CALLBACK}?${query}`, { headers });
      assert.equal(reply.status, 503, reply.text);
      assert.match(reply.text, /load this page again/);
      assert.equal((await row(id)).state_used_at, null);
      await away.stop();
    }
    const reply = await back(browser, { state, code: 'kept' });
    assert.equal(reply.headers.get('location'), `/projects/${tenant.id}/settings?connection=${id}`);
  });

  it('that arrives in the very moment in which the attempt ends is told so, and stores nothing', async () => {
    const { id, state } = await begin();
    const { vault } = api.deps;
    const read = vault.read.bind(vault);
    // What the ending attempt does, between the look into Vault and the write.
    vault.read = async (area, path) => {
      const found = await read(area, path);
      await vault.destroy('inbound', `${tenant.id}/${id}`);
      return found as never;
    };
    const reply = await back(browser, { state, code: 'late' }).finally(() => (vault.read = read));
    assert.equal(reply.status, 303, reply.text);
    assert.match(reply.headers.get('location') ?? '', /problem=attempt-expired$/);
    assert.equal(await inbound(id), null);
    assert.deepEqual(await signalsOf(id), []);
  });

  it('says that it is not set up where there is no OAuth client', async () => {
    const bare = await startTestApi({
      beside: api,
      settings: { REVENUECAT_CLIENT_ID: '', REVENUECAT_CLIENT_SECRET: '' },
    });
    const other = await Browser.signedIn(bare, tenant.writeKey);
    const reply = await other.call('POST', tenant.at('/connections'), { body: { method: 'oauth' } });
    assert.equal(reply.status, 409);
    assert.equal(reply.body.type, '/problems/oauth-not-set-up');
    await bare.stop();
  });

  it('reads attempts of the own project only', async () => {
    const { id } = await begin();
    const bystander = await api.tenant('bystander');
    assert.equal(
      (await browser.call('GET', tenant.at(`/connections/${id}`))).body.status,
      'awaiting_consent',
    );
    const foreign = await api.call('GET', bystander.at(`/connections/${id}`), { key: bystander.writeKey });
    assert.equal(foreign.status, 404);
  });

  it('answers a choice after the end of the attempt with 409', async () => {
    const { id } = await begin();
    const handle = api.deps.temporal.workflow.getHandle(connectionWorkflowId(id));
    await handle.terminate();
    await assert.rejects(handle.signal('codeStored'), WorkflowNotFoundError);
    const reply = await browser.call('POST', tenant.at(`/connections/${id}/choice`), {
      body: { revenuecat_project_id: 'proj1' },
    });
    assert.equal(reply.status, 409);
    assert.equal(reply.body.type, '/problems/connection-not-waiting');
  });
});
