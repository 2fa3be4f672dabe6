import assert from 'node:assert/strict';

import {
  bookActives,
  bookChurn,
  bookMrr,
  bookNewSubscribers,
  bookTrials,
} from '../../simulator/book/answers.js';
import { HandBook } from './hand-book.js';

describe('simulator: subscriptions, worked out by hand', () => {
  const snapshot = (hand: HandBook, chart: string, day: string) => hand.draw(chart, day, day)[0]?.[0];

  it('normalises every price to a month: 4 weeks, a twelfth of a year, a third of a paid-up-front quarter', () => {
    const hand = new HandBook('2026-03-10T12:00:00Z');
    hand.buy(hand.customer('2026-03-01'), '2026-03-09', 'Basic Weekly', { origin: 'direct' });
    hand.buy(hand.customer('2026-03-01'), '2026-03-01', 'Pro Monthly', { origin: 'direct' });
    hand.buy(hand.customer('2026-03-01'), '2026-03-01', 'Pro Yearly', { origin: 'direct' });
    hand.buy(hand.customer('2026-03-01'), '2026-03-01', 'Plus Yearly', { origin: 'intro', kind: 'INTRO' });
    hand.buy(hand.customer('2026-03-01'), '2026-03-01', '100 Credits');
    hand.buy(hand.customer('2026-03-01'), '2026-03-01', 'Pro Monthly', { kind: 'TRIAL' });
    // 2.99 × 4 + 9.99 + 59.99 / 12 + 19.99 / 3 + nothing for credits and a trial
    assert.equal(snapshot(hand, 'mrr', '2026-03-10'), 33.6125);
    assert.equal(bookMrr(hand.book, '2026-03-10').toNumber(), 33.6125);
    assert.equal(snapshot(hand, 'arr', '2026-03-10'), 403.35);
    assert.deepEqual([snapshot(hand, 'actives', '2026-03-10'), bookActives(hand.book, '2026-03-10')], [4, 4]);
    assert.deepEqual([snapshot(hand, 'trials', '2026-03-10'), bookTrials(hand.book, '2026-03-10')], [1, 1]);
  });

  it('counts a subscription on the day in whose last millisecond it begins, and no more once it ends at midnight', () => {
    const hand = new HandBook('2026-03-20');
    const early = hand.customer('2026-03-01');
    const period = hand.buy(early, '2026-03-04T23:59:59.999Z', 'Pro Monthly', { origin: 'direct' });
    hand.expire(early, '2026-03-06T00:00:00.000Z', period);
    const late = hand.customer('2026-03-01');
    hand.buy(late, '2026-03-05T00:00:00.000Z', 'Pro Monthly', { origin: 'direct' });
    const days = hand.draw('actives', '2026-03-03', '2026-03-06').flat();
    // It ran to the very end of the 5th.
    assert.deepEqual(days, [0, 1, 2, 1]);
    const answers = ['03', '04', '05', '06'].map((day) => bookActives(hand.book, `2026-03-${day}`));
    assert.deepEqual(answers, days);
    assert.deepEqual(
      hand.draw('actives_new', '2026-03-04', '2026-03-05').map((parts) => parts.at(-1)),
      [1, 1],
    );
    assert.deepEqual(hand.draw('churn', '2026-03-05', '2026-03-06'), [
      [1, 0, 0],
      [2, 1, 50],
    ]);
  });

  it('counts a change of product and a return as new subscriptions; the older way did not', () => {
    const hand = new HandBook('2026-04-30');
    const changer = hand.customer('2026-03-01');
    hand.buy(changer, '2026-03-10', 'Pro Monthly', { origin: 'direct' });
    const plus = hand.buy(changer, '2026-04-10', 'Plus Monthly', { origin: 'product_change' });
    hand.expire(changer, '2026-04-15', plus);
    hand.buy(changer, '2026-04-20', 'Plus Monthly', { origin: 'resubscription' });
    const month = { from: '2026-04-01', to: '2026-04-30', params: { resolution: 'month' } };
    const april = (chart: string, more = {}) =>
      hand.draw(chart, month.from, month.to, { ...month.params, ...more })[0];
    const old = { realtime: 'false' };
    // Trial conversions, intro offers, direct, resubscriptions, product changes, total.
    assert.deepEqual(april('actives_new'), [0, 0, 0, 1, 1, 2]);
    assert.deepEqual(april('actives_new', old), [0, 0, 0, 0]);
    assert.deepEqual(april('churn'), [1, 2, 200]);
    assert.deepEqual(april('churn', old), [1, 0, 0]);
    assert.equal(bookNewSubscribers(hand.book, month.from, month.to).total, 2);
    assert.deepEqual(
      [bookChurn(hand.book, '2026-04').churned, bookChurn(hand.book, '2026-04', { version: 'v2' }).churned],
      [2, 0],
    );
    // New, resubscription, expansion, churned, contraction, and their sum.
    assert.deepEqual(april('mrr_movement'), [0, 19.99, 10, -19.99, 0, 10]);
  });

  it('goes on counting while a store tries to get its money, and takes back what churned if it does later', () => {
    const hand = new HandBook('2026-05-31');
    const saved = hand.customer('2026-03-01');
    const first = hand.buy(saved, '2026-03-10', 'Pro Monthly', { origin: 'direct' });
    hand.note(saved, 'BILLING_ISSUE', '2026-04-10', first);
    hand.buy(saved, '2026-04-14', 'Pro Monthly', { origin: 'renewal' });
    const recovered = hand.customer('2026-03-01');
    const lost = hand.buy(recovered, '2026-03-20', 'Pro Monthly', { origin: 'direct' });
    hand.expire(recovered, '2026-04-26', lost);
    hand.buy(recovered, '2026-05-05', 'Pro Monthly', { origin: 'recovery' });
    assert.deepEqual(hand.draw('actives', '2026-04-09', '2026-04-15').flat(), [2, 2, 2, 2, 2, 2, 2]);
    assert.deepEqual(hand.draw('churn', '2026-04-01', '2026-05-31', { resolution: 'month' }), [
      [2, 1, 50],
      [1, -1, -100],
    ]);
    assert.equal(bookChurn(hand.book, '2026-05').rate, -100);
    assert.deepEqual(hand.draw('actives_new', '2026-05-05', '2026-05-05').at(0)?.at(-1), 0);
  });

  it('leaves out the sandbox and what families share', () => {
    const hand = new HandBook('2026-03-10');
    hand.buy(hand.customer('2026-03-01'), '2026-03-02', 'Plus Yearly', { familyShare: true });
    const tester = hand.customer('2026-03-01', { environment: 'SANDBOX' });
    hand.buy(tester, '2026-03-02', 'Pro Monthly', { origin: 'direct' });
    assert.equal(snapshot(hand, 'actives', '2026-03-09'), 0);
    assert.equal(snapshot(hand, 'mrr', '2026-03-09'), 0);
    assert.deepEqual(
      hand.draw('customers_new', '2026-03-01', '2026-03-01'),
      [[1]],
      'the family member is seen',
    );
  });
});
