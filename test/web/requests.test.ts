import assert from 'node:assert/strict';

import { addressOf } from '../../web/src/api/address.js';

describe('The addresses that the pages ask', () => {
  it('are those of the routes, with each part of the path escaped', () => {
    const route = 'POST /api/projects/{projectId}/revenue/events/{eventId}/assign';
    assert.equal(
      addressOf(route, { params: { projectId: 'prj_1', eventId: 'a/b?c' }, body: { account_id: 'acc_1' } }),
      '/api/projects/prj_1/revenue/events/a%2Fb%3Fc/assign',
    );
    assert.equal(addressOf('GET /api/session'), '/api/session');
  });

  it('leave out query parameters that are not set, and escape the others', () => {
    assert.equal(
      addressOf('GET /api/projects', { query: { limit: 100, cursor: '' } }),
      '/api/projects?limit=100',
    );
    assert.equal(
      addressOf('GET /api/projects', { query: { cursor: 'a&b=c' } }),
      '/api/projects?cursor=a%26b%3Dc',
    );
    assert.equal(addressOf('GET /api/accounts', { query: { cause: undefined } }), '/api/accounts');
  });
});
