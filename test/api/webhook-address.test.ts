import assert from 'node:assert/strict';

import { type ApiUnderTest, startTestApi } from './support/api-under-test.js';

const ADDRESS = '/api/webhooks/revenuecat';

describe('The address for webhooks', () => {
  let api: ApiUnderTest;
  before(async () => {
    api = await startTestApi();
  });
  after(() => api.stop());

  for (const path of [ADDRESS, `${ADDRESS}/`, `${ADDRESS}?account=acc_1`]) {
    it(`answers a delivery without a token like any other problem, for no cache to keep: ${path}`, async () => {
      const reply = await api.call('POST', path, { body: {} });
      assert.equal(reply.status, 401);
      assert.equal(reply.body.type, '/problems/webhook-token-rejected');
      assert.equal(reply.headers.get('content-type'), 'application/problem+json; charset=utf-8');
      assert.equal(reply.headers.get('www-authenticate'), 'Bearer');
      assert.equal(reply.headers.get('cache-control'), 'no-store');
      assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
    });
  }

  it('takes nothing but POST', async () => {
    assert.equal((await api.call('GET', ADDRESS)).status, 405);
  });
});
