import assert from 'node:assert/strict';

import { bookActives, bookLifetimeValue, bookMrr, bookTrials } from '../../simulator/book/answers.js';
import type { Book } from '../../simulator/book/book.js';
import type { Body } from './bodies.js';
import { ChartStage, september } from './chart-stage.js';
import { HandBook } from './hand-book.js';

describe('simulator: charts that are no series', () => {
  let stage: ChartStage;
  let book: Book;
  before(async () => {
    stage = await ChartStage.open();
    ({ book } = stage);
  });
  after(() => stage.close());

  it('draws cohorts by age: a value per cohort and period, not per measure', async () => {
    const selectors = JSON.stringify({ measure: 'realized_ltv' });
    const range = { ...september, start_date: '2026-05-01', selectors };
    const { body } = await stage.ask('cohort_explorer', range);
    assert.equal(body.measures, null);
    assert.deepEqual(
      body.periods.slice(0, 3).map((period) => period.display_name),
      ['New Customers', 'Month 0', 'Month 1'],
    );
    const may = body.values.filter(({ cohort }) => cohort === Date.parse('2026-05-01') / 1000);
    assert.deepEqual(
      may.map(({ period }) => period),
      [...Array(13).keys()],
    );
    // Days 0 to 30 are what the lifetime value of 30 days is about.
    const value = bookLifetimeValue(book, '2026-05', 'customer', 30);
    assert.deepEqual([may[0]?.value, may[1]?.value], [value.customers, value.revenue.toNumber()]);
    assert.equal(may[1]?.incomplete, false);
    assert.equal(may.at(-1)?.incomplete, true);
  });

  it('follows monthly subscriptions from one renewal to the next', () => {
    const hand = new HandBook('2026-06-15');
    const stays = hand.customer('2026-03-01');
    hand.buy(stays, '2026-03-10', 'Pro Monthly', { origin: 'direct' });
    hand.buy(stays, '2026-04-10', 'Pro Monthly', { origin: 'renewal' });
    const leaves = hand.customer('2026-03-01');
    hand.expire(leaves, '2026-04-20', hand.buy(leaves, '2026-03-20', 'Pro Monthly', { origin: 'direct' }));
    hand.buy(hand.customer('2026-03-01'), '2026-03-20', 'Pro Yearly', { origin: 'direct' });
    const [march = []] = hand.draw('subscription_retention', '2026-03-01', '2026-03-31', {
      resolution: 'month',
    });
    assert.deepEqual(march.slice(0, 4), [2, 50, 0, 0]);
    assert.equal(march[4], null, 'nobody has been there for four months');
  });

  it('shows what is active now by what will become of it', async () => {
    const { body } = await stage.ask('subscription_status');
    const names = body.segments.map((segment) => segment.display_name);
    assert.deepEqual(names, ['Total', 'Set to renew', 'Set to cancel', 'Billing issue']);
    const values = (name: string) =>
      body.values.filter(({ segment }) => segment === names.indexOf(name)).map(({ value }) => value ?? NaN);
    const today = '2026-10-15';
    const [actives, trials, mrr] = values('Total');
    assert.deepEqual([actives, trials], [bookActives(book, today), bookTrials(book, today)]);
    assert.equal(mrr, bookMrr(book, today).toNumber());
    for (const [index, whole] of values('Total').entries()) {
      const parts = names.slice(1).map((name) => values(name)[index] ?? NaN);
      assert.ok(Math.abs(parts.reduce((sum, part) => sum + part) - whole) < 1e-5, `measure ${index}`);
      assert.ok(parts.every((part) => part >= 0));
    }
    assert.equal(
      (body.segments[1] as unknown as Body & { is_total: boolean }).is_total,
      true,
      'as it was recorded',
    );
  });

  it('counts every customer once who is about in a period', () => {
    const hand = new HandBook('2026-04-30');
    hand.customer('2026-03-01T10:00:00Z');
    const subscriber = hand.customer('2026-03-01');
    const period = hand.buy(subscriber, '2026-03-01', 'Pro Monthly', { origin: 'direct' });
    hand.expire(subscriber, '2026-04-01', period);
    hand.buy(subscriber, '2026-04-20', '100 Credits');
    assert.deepEqual(hand.draw('customers_active', '2026-03-01', '2026-03-02').flat(), [2, 1]);
    const months = hand.draw('customers_active', '2026-03-01', '2026-04-30', { resolution: 'month' });
    assert.deepEqual(months.flat(), [2, 1]);
    assert.deepEqual(hand.draw('customers_active', '2026-04-01', '2026-04-02').flat(), [0, 0]);
  });

  it('draws weeks from Sunday, quarters and years whole', async () => {
    const days = async (resolution: string) =>
      (await stage.points('customers_new', { ...september, resolution })).map(({ cohort }) =>
        new Date(cohort * 1000).toISOString().slice(0, 10),
      );
    assert.deepEqual(await days('1'), ['2026-08-30', '2026-09-06', '2026-09-13', '2026-09-20', '2026-09-27']);
    assert.deepEqual([...(await days('3')), ...(await days('4'))], ['2026-07-01', '2026-01-01']);
  });
});
