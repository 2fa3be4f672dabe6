import assert from 'node:assert/strict';

import { type ApiUnderTest, startTestApi } from './support/api-under-test.js';
import { Browser } from './support/browser.js';
import { call } from './support/call.js';

const UI = 'http://localhost:8233';
const PLAIN = { metadata: { encoding: btoa('json/plain') }, data: btoa('"a secret of a workflow"') };

describe("The operators' port", () => {
  let api: ApiUnderTest;
  before(async () => {
    api = await startTestApi({ settings: { TEMPORAL_UI_URL: UI } });
  });
  after(() => api.stop());

  const codec = (direction: string, payloads: unknown[], options = {}) =>
    call(api.opsUrl, 'POST', `/codec/${direction}`, {
      key: api.adminKey,
      body: { payloads },
      headers: { Origin: UI },
      ...options,
    });

  it('encrypts payloads and shows them again to administrators', async () => {
    const encoded = await codec('encode', [PLAIN]);
    assert.equal(encoded.status, 200, encoded.text);
    assert.ok(!atob(encoded.body.payloads[0]?.data ?? '').includes('secret'));
    const decoded = await codec('decode', [...encoded.body.payloads, PLAIN]);
    assert.deepEqual(decoded.body.payloads, [PLAIN, PLAIN]);
  });

  it('shows them to nobody else', async () => {
    const tenant = await api.tenant('acme');
    assert.equal((await codec('decode', [PLAIN], { key: 'wrong' })).status, 401);
    assert.equal((await codec('decode', [PLAIN], { key: tenant.writeKey })).status, 403);
  });

  it('takes the session of an administrator from the pages of Temporal UI alone', async () => {
    const browser = await Browser.signedIn(api, api.adminKey);
    const headers = { Origin: UI, ...browser.cookieHeader('/') };
    const body = { payloads: [PLAIN] };
    const reply = await call(api.opsUrl, 'POST', '/codec/encode', { body, headers });
    assert.equal(reply.status, 200);
    assert.equal(reply.headers.get('access-control-allow-origin'), UI);
    assert.equal(reply.headers.get('access-control-allow-credentials'), 'true');
    const preflight = await call(api.opsUrl, 'OPTIONS', '/codec/decode', { headers: { Origin: UI } });
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /x-namespace/);
    const evil = await call(api.opsUrl, 'OPTIONS', '/codec/decode', {
      headers: { Origin: 'http://evil.example' },
    });
    assert.equal(evil.headers.get('access-control-allow-origin'), null);
  });

  it('counts answers by route, never by address', async () => {
    await api.call('GET', '/api/projects/prj_canary/accounts', { key: api.adminKey });
    const metrics = await call(api.opsUrl, 'GET', '/metrics');
    assert.match(
      metrics.text,
      /revenue_http_answer_seconds_count\{[^}]*route="\/api\/projects\/\{projectId\}\/accounts"/,
    );
    assert.ok(!metrics.text.includes('prj_canary'));
    assert.equal((await call(api.opsUrl, 'GET', '/healthz')).status, 200);
  });
});
