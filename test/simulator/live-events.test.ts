import assert from 'node:assert/strict';

import { bookActives, bookMrr, bookRevenue } from '../../simulator/book/answers.js';
import { DAY, HOUR, utcDay } from '../../simulator/clock.js';
import { eventually } from '../support/eventually.js';
import { Harness, itemOf, NOON, TestClock } from './support.js';
import { WebhookStage } from './webhook-stage.js';

describe('simulator: live events', () => {
  let stage: WebhookStage;
  beforeEach(async () => {
    stage = await WebhookStage.open();
  });
  afterEach(() => stage.close());

  it('makes charts and webhooks agree: prices of a day sum up to its revenue', async () => {
    const book = stage.rc.simulator.book(stage.id);
    for (const daysAgo of [0, 1, 2, 10, 20, 30]) {
      const day = utcDay(Date.now() - daysAgo * DAY);
      const params = new URLSearchParams({ from: day, to: day, environment: 'PRODUCTION' });
      const answer = await stage.rc.control('GET', `/projects/${stage.id}/book/events?${params.toString()}`);
      // An invoice and a movement of virtual currency carry no price.
      const prices: number[] = answer.body.items.map(({ event }) => event.price ?? 0);
      const millionths = prices.reduce((sum, price) => sum + Math.round(price * 1e6), 0);
      assert.equal(millionths / 1e6, bookRevenue(book, day, day).toNumber(), day);
      assert.equal(Number(answer.body.usd), millionths / 1e6);
    }
  });

  it('writes live events into the book: charts move with the webhook', async () => {
    const today = utcDay(Date.now());
    const before = stage.rc.simulator.book(stage.id);
    const purchase = itemOf(await stage.happen('direct'));
    const bought = stage.rc.simulator.book(stage.id);
    assert.equal(bookActives(bought, today), bookActives(before, today) + 1);
    assert.ok(bookMrr(bought, today).gt(bookMrr(before, today)));
    const gain = bookRevenue(bought, today, today)
      .minus(bookRevenue(before, today, today))
      .toNumber();
    assert.ok(Math.abs(gain - purchase.price) < 1e-9);

    const events = await stage.happen('refund');
    const [refund, expiration] = [itemOf(events, 0), itemOf(events, 1)];
    assert.deepEqual([refund.type, refund.cancel_reason], ['CANCELLATION', 'CUSTOMER_SUPPORT']);
    assert.ok(refund.price < 0);
    assert.equal(expiration.type, 'EXPIRATION');
    const refunded = stage.rc.simulator.book(stage.id);
    assert.equal(bookActives(refunded, today), bookActives(bought, today) - 1);
    const [earlier, later] = [bookRevenue(bought, today, today), bookRevenue(refunded, today, today)];
    assert.ok(Math.abs(later.minus(earlier).toNumber() - refund.price) < 1e-9);
  });

  it('lets something happen in every way it knows', async () => {
    await stage.paste();
    for (const [kind, type] of [
      ['trial', 'INITIAL_PURCHASE'],
      ['one_time', 'NON_RENEWING_PURCHASE'],
      ['cancel', 'CANCELLATION'],
      ['uncancel', 'UNCANCELLATION'],
      ['billing_issue', 'BILLING_ISSUE'],
      ['change_product', 'PRODUCT_CHANGE'],
      ['resubscribe', 'RENEWAL'],
    ] as const) {
      const event = itemOf(await stage.happen(kind));
      assert.equal(event.type, type, kind);
    }
    await stage.settled();
  });

  it('runs a live feed in RevenueCat projects that have a webhook', async () => {
    await stage.paste();
    await stage.rc.control('PATCH', '/settings', { live_events_seconds: 0.02 });
    await eventually(() => stage.hooks.received.length >= 3);
    await stage.rc.control('PATCH', '/settings', { live_events_seconds: 0 });
    await stage.settled();
    const events = stage.rc.simulator.book(stage.id).events.map((event) => event.id);
    assert.ok(stage.hooks.received.every(({ event }) => events.includes(event.id)));
    assert.equal(
      new Set(stage.hooks.received.map(({ event }) => event.id)).size,
      stage.hooks.received.length,
    );
  });

  it('announces, while the live feed runs, what the book foresaw for these hours', async () => {
    const clock = new TestClock();
    const other = await Harness.start({ clock: clock.now });
    const { id: projectId } = await other.youngProject();
    await other.control('POST', `/projects/${projectId}/integrations`, { url: stage.hooks.url });
    await other.control('PATCH', '/settings', { live_events_seconds: 0.02 });
    await eventually(() => stage.hooks.received.length > 0);
    clock.advance(6 * HOUR);
    const foreseen = other.simulator
      .book(projectId)
      .events.filter(({ at, period }) => at > NOON && at < clock.at && period !== null);
    assert.ok(foreseen.length > 0);
    await eventually(() => {
      const arrived = new Set(stage.hooks.received.map(({ event }) => event.id));
      return foreseen.every((event) => arrived.has(event.id));
    });
    await other.close();
  });
});
