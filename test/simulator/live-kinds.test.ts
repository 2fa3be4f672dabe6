import assert from 'node:assert/strict';

import { bookActives, bookMrr, bookNewSubscribers, bookRevenue } from '../../simulator/book/answers.js';
import type { Book } from '../../simulator/book/book.js';
import { utcDay } from '../../simulator/clock.js';
import type { WebhookEvent } from './bodies.js';
import { Harness, itemOf, NOON } from './support.js';

describe('simulator: kinds of live events', () => {
  let rc: Harness;
  let id: string;
  before(async () => {
    rc = await Harness.start();
    ({ id } = await rc.youngProject());
  });
  after(() => rc.close());

  const today = utcDay(NOON);
  const happen = async (kind: string): Promise<WebhookEvent[]> => {
    rc.clock.advance(1);
    const { body } = await rc.control('POST', `/projects/${id}/live-events`, { kind });
    return body.items.map(({ event }) => event);
  };
  const now = (): Book => rc.simulator.book(id);
  const gained = (before: Book, after: Book) => ({
    actives: bookActives(after, today) - bookActives(before, today),
    begun: bookNewSubscribers(after, today, today).total - bookNewSubscribers(before, today, today).total,
    revenue: bookRevenue(after, today, today)
      .minus(bookRevenue(before, today, today))
      .toNumber(),
    mrr: bookMrr(after, today).minus(bookMrr(before, today)).toNumber(),
  });

  for (const [kind, types, actives, begun] of [
    ['intro', ['INITIAL_PURCHASE'], 1, 1],
    ['family_share', ['INITIAL_PURCHASE'], 0, 0],
    ['transfer', ['TRANSFER'], 0, 0],
    ['extend', ['SUBSCRIPTION_EXTENDED'], 0, 0],
    // Within grace nothing was lost yet.
    ['recover', ['RENEWAL'], null, null],
    ['refund', ['CANCELLATION', 'EXPIRATION'], -1, 0],
    ['refund_reversed', ['REFUND_REVERSED'], 1, 0],
  ] as const) {
    it(`lets ${kind} happen, with its webhooks and its effect on subscriptions and money`, async () => {
      const before = now();
      const events = await happen(kind);
      assert.deepEqual(
        events.map(({ type }) => type),
        types,
      );
      const gain = gained(before, now());
      if (actives !== null) {
        assert.deepEqual([gain.actives, gain.begun], [actives, begun]);
        assert.equal(Math.sign(gain.mrr), Math.sign(actives));
      }
      const price = events.reduce((sum, event) => sum + (event.price ?? 0), 0);
      assert.ok(Math.abs(gain.revenue - price) < 1e-9, `${gain.revenue} and ${price}`);
    });
  }

  it('lets an upgrade begin another subscription at once, and tells of it as each store does', async () => {
    const before = now();
    const [change, purchase] = await happen('upgrade');
    assert.equal(change?.type, 'PRODUCT_CHANGE');
    const apple = change.store === 'APP_STORE';
    assert.equal(purchase?.type, apple ? 'RENEWAL' : 'INITIAL_PURCHASE');
    assert.equal('new_product_id' in change, apple);
    const gain = gained(before, now());
    assert.deepEqual([gain.actives, gain.begun], [0, 1]);
  });

  it('refunds a renewed period without a word', async () => {
    const before = now();
    assert.deepEqual(await happen('refund_earlier'), []);
    const gain = gained(before, now());
    assert.ok(gain.revenue < 0);
    assert.deepEqual([gain.actives, gain.mrr], [0, 0]);
  });

  it('counts what happens in the last millisecond of a day on that day, and at midnight on the next', async () => {
    const midnight = Date.parse('2026-10-16');
    const sold = (day: string) => bookNewSubscribers(now(), day, day).direct;
    rc.clock.at = midnight - 2;
    const [lastDay, nextDay] = [sold(today), '2026-10-16'];
    itemOf(await happen('direct'));
    assert.equal(sold(today), lastDay + 1);
    itemOf(await happen('direct'));
    assert.deepEqual([sold(today), sold(nextDay)], [lastDay + 1, 1]);
  });
});
