import assert from 'node:assert/strict';

import { SECOND } from '../../simulator/clock.js';
import { demoDevelopers } from '../../simulator/demo.js';
import { Harness } from './support.js';

describe('simulator: rate limit', () => {
  let rc: Harness;
  let id: string;
  let key: string;
  beforeEach(async () => {
    rc = await Harness.start({ settings: { limits: { charts_metrics: 2 } } });
    ({ id, key } = await rc.youngProject());
  });
  afterEach(() => rc.close());

  const chart = (token: string) =>
    rc.rest(`/v2/projects/${id}/charts/customers_new?start_date=2026-10-01&end_date=2026-10-01`, token);

  it('counts up in headers, refuses with the wait, and lets pass when the minute slid on', async () => {
    const first = await chart(key);
    assert.equal(first.headers.get('RevenueCat-Rate-Limit-Current-Usage'), '1');
    assert.equal(first.headers.get('RevenueCat-Rate-Limit-Current-Limit'), '2');
    rc.clock.advance(20 * SECOND);
    assert.equal((await chart(key)).headers.get('RevenueCat-Rate-Limit-Current-Usage'), '2');

    rc.clock.advance(10 * SECOND);
    const refused = await chart(key);
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get('Retry-After'), '30');
    assert.equal(refused.headers.get('RevenueCat-Rate-Limit-Current-Limit'), '2');
    assert.equal(refused.body.type, 'rate_limit_error');
    assert.equal(refused.body.retryable, true);
    assert.equal(refused.body.backoff_ms, 30_000);

    rc.clock.advance(30 * SECOND);
    assert.equal((await chart(key)).status, 200);
    assert.equal((await chart(key)).status, 429, 'the second request still counts');
  });

  it('counts all grants of a developer together, others and other domains apart', async () => {
    const [first, second] = [await rc.connect(), await rc.connect()];
    await chart(first.accessToken);
    await chart(second.accessToken);
    assert.equal((await chart(first.accessToken)).status, 429);
    assert.equal((await rc.rest('/v2/projects', first.accessToken)).status, 200);
    assert.equal((await chart(key)).status, 200);
    const other = await rc.connect({ developerId: demoDevelopers.oskar });
    assert.notEqual((await chart(other.accessToken)).status, 429);
  });

  it('changes a limit on the spot', async () => {
    await chart(key);
    await rc.control('PATCH', '/settings', { limits: { charts_metrics: 1 } });
    assert.equal((await chart(key)).status, 429);
    await rc.control('PATCH', '/settings', { limits: { charts_metrics: 25 } });
    const { status, headers } = await chart(key);
    assert.equal(status, 200);
    assert.equal(headers.get('RevenueCat-Rate-Limit-Current-Limit'), '25');
  });

  it('counts in a shorter window where time is compressed', async () => {
    await rc.control('PATCH', '/settings', { limit_window_seconds: 3 });
    await chart(key);
    await chart(key);
    assert.equal((await chart(key)).headers.get('Retry-After'), '3');
    rc.clock.advance(3 * SECOND);
    assert.equal((await chart(key)).status, 200);
  });

  it('remembers who sent what', async () => {
    await chart(key);
    await chart('sk_made_up');
    const { items } = (await rc.control('GET', '/ledger/requests')).body;
    const query = 'end_date=2026-10-01&start_date=2026-10-01';
    assert.deepEqual(
      items.map((request) => [request.domain, request.status, request.query]),
      [
        ['charts_metrics', 200, query],
        ['charts_metrics', 401, query],
      ],
    );
  });
});
