import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { type ApiUnderTest, startTestApi } from './support/api-under-test.js';
import { Browser } from './support/browser.js';
import type { Tenant } from './support/tenant.js';

describe('Sessions', () => {
  let api: ApiUnderTest;
  let tenant: Tenant;
  before(async () => {
    api = await startTestApi();
    tenant = await api.tenant('acme');
  });
  after(() => api.stop());

  it('give a browser the access of the key it signed in with', async () => {
    const browser = await Browser.signedIn(api, tenant.writeKey);
    const session = await browser.call('GET', '/api/session');
    assert.equal(session.body.access, 'write');
    assert.equal(session.body.project_id, tenant.id);
    assert.equal((await browser.call('GET', tenant.at(''))).status, 200);
    const admin = await Browser.signedIn(api, api.adminKey);
    assert.deepEqual((await admin.call('GET', '/api/session')).body.project_id, null);
  });

  it('travel in a cookie that scripts cannot read', async () => {
    const reply = await api.call('POST', '/api/session', { body: { api_key: tenant.writeKey } });
    const [cookie = ''] = reply.headers.getSetCookie();
    assert.match(cookie, /^revenue_session=rls_[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/);
    const stored = JSON.stringify(await api.owner.prisma.sessions.findMany());
    assert.ok(!stored.includes('rls_'));
  });

  it('travel over https only, and to this host only, where the pages are served over https', async () => {
    const secure = await startTestApi({ beside: api, settings: { PUBLIC_URL: 'https://layers.example' } });
    const reply = await secure.call('POST', '/api/session', { body: { api_key: tenant.writeKey } });
    const [cookie = ''] = reply.headers.getSetCookie();
    assert.match(cookie, /^__Host-revenue_session=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    assert.match(reply.headers.get('strict-transport-security') ?? '', /max-age=/);
    await secure.stop();
  });

  it('change something only from our own pages or with the CSRF token', async () => {
    const browser = await Browser.signedIn(api, tenant.writeKey);
    const { csrf_token } = (await browser.call('GET', '/api/session')).body as { csrf_token: string };
    const other = await Browser.signedIn(api, tenant.writeKey);
    const otherToken = (await other.call('GET', '/api/session')).body.csrf_token;
    const create = (headers: Record<string, string>) =>
      browser.call('POST', tenant.at('/api-keys'), { body: { name: 'x', access: 'read' }, headers });
    for (const headers of [
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'none' },
      { 'Sec-Fetch-Site': '', 'X-CSRF-Token': 'wrong' },
      { 'Sec-Fetch-Site': '', 'X-CSRF-Token': otherToken },
    ]) {
      const reply = await create(headers);
      assert.equal(reply.status, 403);
      assert.equal(reply.body.type, '/problems/csrf-check-failed');
    }
    assert.equal((await create({ 'Sec-Fetch-Site': 'same-origin' })).status, 201);
    assert.equal((await create({ 'Sec-Fetch-Site': '', 'X-CSRF-Token': csrf_token })).status, 201);
    assert.equal(
      (await browser.call('GET', tenant.at(''), { headers: { 'Sec-Fetch-Site': 'none' } })).status,
      200,
    );
  });

  it('cannot be opened from another site', async () => {
    const reply = await api.call('POST', '/api/session', {
      body: { api_key: tenant.writeKey },
      headers: { 'Sec-Fetch-Site': 'cross-site' },
    });
    assert.equal(reply.status, 403);
  });

  it('end with signing out, and by themselves', async () => {
    const browser = await Browser.signedIn(api, tenant.writeKey);
    const headers = browser.cookieHeader('/');
    assert.equal((await browser.call('DELETE', '/api/session')).status, 204);
    assert.equal(
      (await api.call('GET', tenant.at(''), { headers })).status,
      401,
      'the old cookie is worth nothing',
    );
    const old = await Browser.signedIn(api, tenant.writeKey);
    await api.owner.prisma.sessions.updateMany({ data: { expires_at: new Date(Date.now() - 1000) } });
    assert.equal((await old.call('GET', '/api/session')).status, 401);
  });

  it('refuse a key that is not one, and a body that is neither key nor token', async () => {
    assert.equal((await api.call('POST', '/api/session', { body: { api_key: 'wrong' } })).status, 401);
    assert.equal((await api.call('POST', '/api/session', { body: {} })).status, 422);
    assert.equal((await api.call('GET', '/api/session', { key: tenant.readKey })).status, 403);
  });

  it('are opened once by a one-time link, with the access of administrators', async () => {
    const token = 'one-time-token';
    const token_hash = createHash('sha256').update(token).digest('hex');
    const expires_at = new Date(Date.now() + 60_000);
    await api.owner.prisma.sign_in_tokens.create({ data: { token_hash, expires_at } });
    const attempts = await Promise.all(
      [1, 2, 3].map(() => api.call('POST', '/api/session', { body: { sign_in_token: token } })),
    );
    assert.deepEqual(attempts.map(({ status }) => status).sort(), [204, 401, 401]);
    const expired = createHash('sha256').update('late').digest('hex');
    await api.owner.prisma.sign_in_tokens.create({ data: { token_hash: expired, expires_at: new Date(0) } });
    assert.equal((await api.call('POST', '/api/session', { body: { sign_in_token: 'late' } })).status, 401);
  });
});
