import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

import { eventually } from '../support/eventually.js';
import { itemOf } from './support.js';
import { WebhookStage } from './webhook-stage.js';

describe('simulator: webhook deliveries', () => {
  let stage: WebhookStage;
  beforeEach(async () => {
    stage = await WebhookStage.open();
  });
  afterEach(() => stage.close());

  it('delivers what happens, with the Authorization header verbatim', async () => {
    await stage.paste({ authorization_header: 'whatever was typed' });
    const event = itemOf(await stage.happen('direct'));
    assert.equal(event.type, 'INITIAL_PURCHASE');
    await stage.settled();
    assert.equal(stage.hooks.received.length, 1);
    assert.equal(stage.hooks.received[0]?.headers.authorization, 'whatever was typed');
    assert.equal(stage.hooks.received[0]?.headers['content-type'], 'application/json');
    assert.deepEqual(stage.hooks.received[0]?.event, event);
  });

  it('signs the exact bytes it sends if there is a signing secret', async () => {
    await stage.paste({ signing_secret: 'whsec' });
    await stage.happen('trial');
    await stage.settled();
    const { headers, text } = stage.hooks.received[0] ?? assert.fail('nothing received');
    const header = String(headers['x-revenuecat-webhook-signature']);
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header) ?? assert.fail(header);
    assert.equal(v1, createHmac('sha256', 'whsec').update(`${t}.${text}`).digest('hex'));
    assert.ok(Math.abs(Number(t) - Date.now() / 1000) < 5);
  });

  it('sends to every integration that wants the event, and to no other', async () => {
    const { apps } = stage.rc.simulator.book(stage.id).catalogue;
    await stage.paste({ name: 'all' });
    await stage.paste({ environment: 'sandbox' });
    await stage.paste({ event_types: ['renewal', 'cancellation'] });
    for (const { id: appId } of apps) await stage.paste({ app_id: appId });
    await stage.happen('direct');
    await stage.settled();
    assert.equal(stage.hooks.received.length, 2, 'the one for all, and the one of its app');
    await stage.happen('cancel');
    await stage.settled();
    assert.equal(stage.hooks.received.length, 5, 'and the one for cancellations');
  });

  it('tries again after any answer but 200, with the same event, at most six times', async () => {
    await stage.paste();
    stage.hooks.statuses = [503, 201, 302, 200];
    const event = itemOf(await stage.happen('direct'));
    const delivery = itemOf(await stage.settled());
    assert.equal(delivery.status, 'delivered');
    const statuses = delivery.attempts.map(({ status }) => status);
    assert.deepEqual(statuses, [503, 201, 302, 200]);
    assert.equal(stage.hooks.received.length, 4);
    assert.ok(stage.hooks.received.every((request) => request.event.id === event.id));

    stage.hooks.statuses = [500];
    await stage.happen('direct');
    const failed = itemOf(await stage.settled(), 1);
    assert.equal(failed.status, 'failed');
    assert.equal(failed.attempts.length, 6);
  });

  it('waits 5, 10, 20, 40 and 80 minutes in real life', async () => {
    await stage.rc.control('PATCH', '/settings', { delivery_time_scale: 1 });
    await stage.paste();
    stage.hooks.statuses = [500];
    await stage.happen('direct');
    const { next_attempt_at: next, attempts } = await eventually(async () => {
      const [delivery] = (await stage.rc.control('GET', '/deliveries')).body.items;
      return delivery?.attempts.length === 1 && delivery;
    });
    const first = itemOf(attempts);
    const wait = next - first.at - first.milliseconds;
    assert.equal(wait, 5 * 60_000);
  });

  it('gives up on a receiver that does not answer in time, or is not there', async () => {
    await stage.rc.control('PATCH', '/settings', { delivery_timeout_seconds: 0.03 });
    await stage.paste();
    await stage.paste({ url: 'http://127.0.0.1:1/' });
    stage.hooks.statuses = [null, 200];
    await stage.happen('direct');
    const deliveries = await stage.settled();
    const [slow, nowhere] = [itemOf(deliveries, 0), itemOf(deliveries, 1)];
    assert.deepEqual([itemOf(slow.attempts).error, slow.status], ['TimeoutError', 'delivered']);
    assert.equal(nowhere.status, 'failed');
    assert.ok(nowhere.attempts.every(({ error }) => error !== null));
  });
});
