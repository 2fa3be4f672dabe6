import assert from 'node:assert/strict';

import { WebhookStage } from './webhook-stage.js';

describe('simulator: sending webhooks by hand', () => {
  let stage: WebhookStage;
  beforeEach(async () => {
    stage = await WebhookStage.open();
  });
  afterEach(() => stage.close());

  it('sends a test event shaped like the real one', async () => {
    const { body: integration } = await stage.paste({
      authorization_header: 'Bearer x',
      environment: 'production',
    });
    await stage.rc.control('POST', `/projects/${stage.id}/test-event`, { integration_id: integration.id });
    await stage.settled();
    const { event } = stage.hooks.received[0] ?? assert.fail('nothing received');
    assert.deepEqual(
      [event.type, event.environment, event.product_id, event.price, event.store, event.period_type],
      ['TEST', 'SANDBOX', 'test_product', null, 'APP_STORE', 'NORMAL'],
    );
    assert.equal(event.expiration_at_ms - event.purchased_at_ms, 2 * 3600_000);
  });

  it('sends any number of events of the book, with duplicates, in any order', async () => {
    const request = {
      url: stage.hooks.url,
      count: 40,
      duplicates: 0.5,
      shuffle: true,
      authorization_header: 'Bearer x',
    };
    const { body } = await stage.rc.control('POST', `/projects/${stage.id}/send`, request);
    assert.equal(body.sent, 60);
    assert.deepEqual(body.statuses, { 200: 60 });
    const arrived = stage.hooks.received.map(({ event }) => event.id);
    assert.deepEqual(new Set(arrived), new Set(body.event_ids));
    assert.equal(new Set(arrived).size, 40);
    assert.notDeepEqual([...new Set(arrived)], body.event_ids, 'in another order');
    assert.ok(stage.hooks.received.every(({ headers }) => headers.authorization === 'Bearer x'));
  });

  it('queues a burst with retries if asked to, and sends any body made up by hand', async () => {
    const { body: integration } = await stage.paste();
    stage.hooks.statuses = [503, 200];
    const burst = { integration_id: integration.id, count: 3, retry: true };
    await stage.rc.control('POST', `/projects/${stage.id}/send`, burst);
    const event = { id: 'made-up', type: 'SOMETHING_NEW', transferred_from: ['a'] };
    await stage.rc.control('POST', `/projects/${stage.id}/custom-event`, {
      url: stage.hooks.url,
      body: { event },
    });
    const deliveries = await stage.settled();
    assert.equal(deliveries.length, 4);
    assert.equal(stage.hooks.received.length, 5);
    assert.deepEqual(stage.hooks.received.find((request) => request.event.id === 'made-up')?.event, event);
  });
});
