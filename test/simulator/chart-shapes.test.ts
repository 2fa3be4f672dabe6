import assert from 'node:assert/strict';

import { bookActives, bookChurn, bookRevenue } from '../../simulator/book/answers.js';
import type { Book } from '../../simulator/book/book.js';
import { utcDay } from '../../simulator/clock.js';
import { ChartStage, september, week } from './chart-stage.js';
import { itemOf } from './support.js';

describe('simulator: chart shapes', () => {
  let stage: ChartStage;
  let book: Book;
  before(async () => {
    stage = await ChartStage.open();
    ({ book } = stage);
  });
  after(() => stage.close());

  it('marks the running period, young cohorts, and periods to come, which are zero', async () => {
    const flags = async (name: string, params: Record<string, string>) =>
      (await stage.points(name, params))
        .filter(({ measure }) => measure === 0)
        .map(({ value, incomplete }) => [value === 0 ? 'zero' : 'some', incomplete]);
    const days = { ...week, start_date: '2026-10-14', end_date: '2026-10-16' };
    const expected = [
      ['some', false],
      ['some', true],
      ['zero', true],
    ];
    assert.deepEqual(await flags('actives', days), expected);
    const months = { ...september, start_date: '2026-08-01', end_date: '2026-10-31' };
    assert.deepEqual(await flags('churn', months), [...[false, false, true].map((flag) => ['some', flag])]);
    assert.deepEqual(await flags('ltv_per_customer', months), [
      ...[false, true, true].map((flag) => ['some', flag]),
    ]);
  });

  it('marks cohorts with trials under way, or does not, as RevenueCat once did not', async () => {
    const october = { ...week, start_date: '2026-10-01', end_date: '2026-10-14', resolution: 'day' };
    const marked = async () =>
      (await stage.points('trial_conversion_rate', october)).filter(({ incomplete }) => incomplete).length;
    assert.ok((await marked()) > 0);
    await stage.rc.control('PATCH', '/settings', { pending_trials_incomplete: false });
    assert.equal(await marked(), 0);
    await stage.rc.control('PATCH', '/settings', { pending_trials_incomplete: true });
  });

  it('spans twelve months back and twelve ahead if no dates are given', async () => {
    const { body } = await stage.ask('actives');
    assert.equal(body.resolution, 'month');
    assert.equal(body.values.length, 25);
    assert.equal(utcDay(body.start_date * 1000), '2025-10-01');
    assert.equal(utcDay(body.end_date * 1000), '2027-10-01');
    const begun = body.values.slice(0, 13).map(({ value }) => value ?? 0);
    const average = begun.reduce((sum, value) => sum + value, 0) / 13;
    assert.ok(
      Math.abs((body.summary.average['Actives'] ?? NaN) - average) < 1e-5,
      'what is to come is not averaged',
    );
  });

  it('segments by product, with a total that is not one of them and the rest as Other', async () => {
    const { body } = await stage.ask('revenue', {
      ...september,
      segment: 'product_id',
      limit_num_segments: '2',
    });
    const names = body.segments.map((segment) => segment.display_name);
    assert.equal(names[0], 'Total');
    assert.equal(names.at(-1), 'Other');
    assert.equal(names.length, 4);
    assert.equal(body.segments_limit, 2);
    const money = body.values.filter(({ measure }) => measure === 0);
    const [total = NaN, ...parts] = money.map(({ value }) => value ?? NaN);
    assert.ok(Math.abs(parts.reduce((sum, part) => sum + part, 0) - total) < 1e-5);
    assert.equal(total, bookRevenue(book, '2026-09-01', '2026-09-30').toNumber());
    assert.match(itemOf(body.segments, 1).id, /^prod/);

    await stage.rc.control('PATCH', '/settings', { segment_ids: false });
    const nameless = (await stage.ask('revenue', { ...september, segment: 'product_id' })).body;
    assert.ok(nameless.segments.every((segment) => !('id' in segment)));
    await stage.rc.control('PATCH', '/settings', { segment_ids: true });
  });

  it('filters', async () => {
    const [app] = book.catalogue.apps;
    const filters = JSON.stringify([{ name: 'app_id', values: [app?.id] }]);
    const [some] = await stage.inSeptember('actives', { filters });
    assert.ok(some && some > 0 && some < bookActives(book, '2026-09-30'));
  });

  it('answers old charts as columns', async () => {
    const { body } = await stage.ask('churn', { ...september, realtime: 'false' });
    const { actives, churned, rate } = bookChurn(book, '2026-09', { version: 'v2' });
    assert.deepEqual(body.values, [[Date.parse('2026-09-01') / 1000, actives, churned, rate]]);
    assert.equal(body.measures, null);
    assert.deepEqual(
      body.segments.map((column) => column.display_name),
      ['Actives', 'Churned Actives', 'Churn Rate'],
    );
  });

  it('aggregates instead of listing points', async () => {
    const { body } = await stage.ask('revenue', { ...september, aggregate: 'total' });
    assert.deepEqual(body.values, []);
    assert.deepEqual(Object.keys(body.summary), ['total']);
    assert.equal(body.summary.total['Revenue'], bookRevenue(book, '2026-09-01', '2026-09-30').toNumber());
  });
});
