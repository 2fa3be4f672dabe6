import assert from 'node:assert/strict';

import { bookRevenue } from '../../simulator/book/answers.js';
import { DAY, utcDay } from '../../simulator/clock.js';
import { eventually } from '../support/eventually.js';
import type { Point, WebhookEvent } from './bodies.js';
import { Receiver } from './receiver.js';
import { Harness, itemOf, NOON } from './support.js';

describe('simulator: restatements', () => {
  let rc: Harness;
  let project: { id: string; key: string };
  beforeEach(async () => {
    rc = await Harness.start({ settings: { limits: { charts_metrics: 1000 } } });
    project = await rc.youngProject();
  });
  afterEach(() => rc.close());

  const day = utcDay(NOON - 5 * DAY);
  const restate = async (kind: string, on = day): Promise<WebhookEvent[]> => {
    const { body } = await rc.control('POST', `/projects/${project.id}/restatements`, { kind, day: on });
    return body.items.map(({ event }) => event);
  };
  /** Days from `day` to today, the first measure of each, with what is said of its completeness. */
  const chart = async (name: string): Promise<Point[]> => {
    const range = `start_date=${day}&end_date=${utcDay(NOON)}&resolution=day`;
    const { body } = await rc.rest(`/v2/projects/${project.id}/charts/${name}?${range}`, project.key);
    return body.values.filter(({ measure }) => measure === 0);
  };
  const values = (points: Point[]) => points.map(({ value }) => value ?? NaN);
  const events = async () => {
    const path = `/projects/${project.id}/book/events?limit=100000`;
    return (await rc.control('GET', path)).body.items.map(({ event }) => event.id);
  };

  it('moves a late refund into a past day: its revenue, and MRR and subscriptions from then on', async () => {
    const before = {
      revenue: await chart('revenue'),
      mrr: await chart('mrr'),
      actives: await chart('actives'),
    };
    const known = await events();
    const told = await restate('late_refund');
    const [refund, expiration] = [itemOf(told, 0), itemOf(told, 1)];
    assert.deepEqual([refund.type, refund.cancel_reason], ['CANCELLATION', 'CUSTOMER_SUPPORT']);
    assert.equal(expiration.type, 'EXPIRATION');
    assert.equal(refund.event_timestamp_ms, NOON, 'RevenueCat tells when it knows');

    const revenue = await chart('revenue');
    assert.ok(revenue[0] && !revenue[0].incomplete);
    const change = values(revenue).map((value, index) => value - (values(before.revenue)[index] ?? NaN));
    assert.ok(Math.abs((change[0] ?? NaN) - refund.price) < 1e-6);
    assert.ok(change.slice(1).every((other) => other === 0));
    const actives = values(await chart('actives'));
    assert.deepEqual(
      actives,
      values(before.actives).map((value) => value - 1),
    );
    const mrr = values(await chart('mrr'));
    assert.ok(mrr.every((value, index) => value < (values(before.mrr)[index] ?? NaN)));

    assert.equal(bookRevenue(rc.simulator.book(project.id), day, day).toNumber(), values(revenue)[0]);
    const now = new Set(await events());
    assert.ok(
      known.every((id) => now.has(id)),
      'nothing that was told before is taken back',
    );
    assert.equal(now.size, known.length + told.length);
  });

  it('finds a purchase of a past day only now: another customer, subscription and payment then', async () => {
    const before = { customers: await chart('customers_new'), revenue: await chart('revenue') };
    const told = await restate('late_purchase');
    const purchase = told.find(({ type }) => type === 'INITIAL_PURCHASE') ?? assert.fail();
    assert.equal(utcDay(purchase.purchased_at_ms), day);
    const gain = values(await chart('customers_new')).map(
      (value, index) => value - (values(before.customers)[index] ?? NaN),
    );
    assert.deepEqual(gain, [1, 0, 0, 0, 0, 0]);
    const more = (values(await chart('revenue'))[0] ?? NaN) - (values(before.revenue)[0] ?? NaN);
    assert.ok(Math.abs(more - purchase.price) < 1e-6);
  });

  it('refunds a period that was renewed since: money of a past day changes, and no webhook says so', async () => {
    const before = { revenue: await chart('revenue'), actives: await chart('actives') };
    const known = await events();
    assert.deepEqual(await restate('earlier_refund'), []);
    assert.ok((values(await chart('revenue'))[0] ?? NaN) < (values(before.revenue)[0] ?? NaN));
    assert.deepEqual(await chart('actives'), before.actives);
    assert.deepEqual(await events(), known);
  });

  it('tells the webhooks at once, and keeps what it restated over the days', async () => {
    const hooks = await new Receiver().open();
    await rc.control('POST', `/projects/${project.id}/integrations`, { url: hooks.url });
    const told = await restate('late_refund');
    await eventually(() => assert.equal(hooks.received.length, told.length));
    const after = values(await chart('revenue'))[0];
    rc.clock.advance(3 * DAY);
    assert.equal(values(await chart('revenue'))[0], after);
    await hooks.close();
  });

  it('refuses today, the days before the project began, and kinds it does not know', async () => {
    await assert.rejects(restate('late_refund', utcDay(NOON)), /400.*day/);
    await assert.rejects(restate('late_refund', '2020-01-01'), /400.*day/);
    await assert.rejects(restate('windfall'), /400.*kind/);
  });
});
