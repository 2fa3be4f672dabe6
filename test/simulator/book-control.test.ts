import assert from 'node:assert/strict';

import { bookActives, bookMetrics, bookMrr, bookSeries, bookTiles } from '../../simulator/book/answers.js';
import type { Book } from '../../simulator/book/book.js';
import { DAY, utcDay } from '../../simulator/clock.js';
import { Harness, itemOf, NOON } from './support.js';

/** What the control API answers, in the shape it has as JSON. */
interface Answered {
  metric: string;
  date: string;
  value: string | number | null;
  as_of: string;
  complete: boolean;
  numerator: string | number;
  denominator: number;
  parts: Record<string, number>;
  value_complete_days: string | number;
  previous: { value: string | number; as_of: string } | null;
}

describe("simulator: asking for the book's own answers", () => {
  let rc: Harness;
  let book: Book;
  before(async () => {
    rc = await Harness.start();
    book = rc.simulator.book(itemOf((await rc.control('GET', '/projects')).body.items).id);
  });
  after(() => rc.close());

  const ask = async <T>(path: string): Promise<T> => {
    return (await rc.control('GET', `/projects/${book.project.id}/book${path}`)).body as unknown as T;
  };
  const today = utcDay(NOON);
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;

  it('gives the fourteen headlines of a RevenueCat project, each with what it is compared with', async () => {
    const { items } = await ask<{ items: Answered[] }>('/tiles?currency=EUR');
    assert.equal(items.length, 14);
    const tile = (metric: string) => items.find((item) => item.metric === metric) ?? assert.fail(metric);
    const yesterday = utcDay(NOON - DAY);
    assert.deepEqual(
      [tile('mrr').value, tile('mrr').as_of],
      [plain(bookMrr(book, yesterday, { currency: 'EUR' })), yesterday],
    );
    assert.equal(tile('active_subscriptions').previous?.value, bookActives(book, utcDay(NOON - 31 * DAY)));
    const week = tile('revenue_7d');
    assert.deepEqual([week.as_of, week.previous?.as_of], ['2026-10-15', '2026-10-07']);
    const totalOf = (from: string, to: string) =>
      bookSeries(book, 'revenue', { from, to, resolution: 'day' }, { currency: 'EUR' })
        .reduce((sum, { value }) => sum + Number(value), 0)
        .toFixed(6);
    assert.equal(Number(week.value).toFixed(6), totalOf('2026-10-09', '2026-10-15'));
    assert.equal(Number(week.value_complete_days).toFixed(6), totalOf('2026-10-08', '2026-10-14'));
    assert.equal(Number(week.previous?.value).toFixed(6), totalOf('2026-10-01', '2026-10-07'));
    // September is over, but not everybody of it has had 30 days.
    assert.deepEqual(
      [tile('churn_rate').as_of, tile('ltv_per_customer').as_of],
      ['2026-09-30', '2026-08-31'],
    );
    const { value, numerator, denominator } = tile('ltv_per_customer');
    assert.ok(Math.abs(Number(numerator) / denominator - Number(value)) < 1e-6);
    assert.deepEqual(
      plain(bookTiles(book, { currency: 'EUR' }).map((each) => each.value)),
      items.map((item) => item.value),
    );
  });

  it('gives every metric by day and by month, complete or not, with its parts', async () => {
    for (const metric of bookMetrics) {
      const { items } = await ask<{ items: Answered[] }>(
        `/series?metric=${metric}&from=2026-08-01&to=2026-10-15&resolution=month`,
      );
      assert.deepEqual(
        items.map(({ date }) => date),
        ['2026-08-01', '2026-09-01', '2026-10-01'],
        metric,
      );
      const [august, , october] = items;
      assert.deepEqual([august?.complete, october?.complete], [true, false], metric);
      if (metric.endsWith('_rate')) {
        const { value, numerator, denominator } = august ?? assert.fail();
        assert.equal(value, (Number(numerator) * 100) / denominator);
      }
      if (metric === 'new_subscribers') {
        const parts = Object.values(august?.parts ?? {});
        assert.equal(
          parts.reduce((sum, part) => sum + part, 0),
          august?.value,
        );
      }
    }
    const days = await ask<{ items: Answered[] }>('/series?metric=mrr&from=2026-10-13&to=2026-10-20');
    assert.deepEqual(
      days.items.map(({ date, complete }) => [date, complete]),
      [
        ['2026-10-13', true],
        ['2026-10-14', true],
        ['2026-10-15', false],
      ],
    );
  });

  it("answers for one product, and in RevenueCat's older way", async () => {
    const parts: Answered[] = [];
    for (const { id } of book.catalogue.products) {
      const series = `/series?metric=active_subscriptions&from=${today}&to=${today}&product=${id}`;
      parts.push(itemOf((await ask<{ items: Answered[] }>(series)).items));
    }
    const sum = parts.reduce((all, { value }) => all + Number(value), 0);
    assert.equal(sum, bookActives(book, today));
    const { new_subscribers_30d: old } = await ask<{ new_subscribers_30d: { resubscription: number } }>(
      '?version=v2',
    );
    assert.equal(old.resubscription, 0);
  });

  it('says what is wrong with a question', async () => {
    for (const [query, problem] of [
      ['?day=today', /400.*day/],
      ['?product=prod_none', /404.*prod_none/],
      ['/series?metric=joy&from=2026-01-01&to=2026-01-02', /400.*metric/],
      ['/series?metric=mrr&from=2020-01-01&to=2026-01-02', /400.*800 days/],
    ] as const) {
      await assert.rejects(ask(query), problem);
    }
  });
});
