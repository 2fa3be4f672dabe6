import assert from 'node:assert/strict';

import { bookMetrics, bookProducts, bookSeries } from '../../simulator/book/answers.js';
import type { Book } from '../../simulator/book/book.js';
import { bookOf } from '../simulator/book-stage.js';
import { Ledger, type MonthlyMetric } from './ledger/ledger.js';
import { amountOf, divided } from './ledger/prices.js';
import { DAY_MS, dayOf } from './periods.js';

const ALL_STORES = ['app_store', 'play_store', 'stripe', 'rc_billing'] as const;
const NOW = Date.UTC(2032, 2, 1, 0, 0, 1);

/** What all other tests here compare with. Two bookkeepers who share nothing but the events have to agree first. */
describe('the ledger that numbers are compared with', () => {
  let book: Book;
  before(() => {
    const createdAt = Date.UTC(2030, 1, 10);
    book = bookOf({ id: 'proj_ledger', seed: 'ledger', createdAt, stores: [...ALL_STORES] }, NOW);
  });

  it("agrees with the book's own answers about every month, in every metric and with all parts", () => {
    const ledger = new Ledger(book, 'EUR');
    const range = { from: '2030-02-01', to: '2032-03-01', resolution: 'month' } as const;
    const monthly = bookMetrics.filter((metric): metric is MonthlyMetric => /rate|ltv/.test(metric));
    assert.equal(monthly.length, 6);
    for (const metric of monthly) {
      for (const { date, ...theirs } of bookSeries(book, metric, range, { currency: 'EUR' })) {
        const { value, numerator, denominator, complete } = ledger.month(metric, date);
        assert.deepEqual(
          [value === null ? null : Number(value).toFixed(9), numerator, denominator, complete],
          [
            theirs.value === null ? null : Number(theirs.value).toFixed(9),
            String(theirs.numerator),
            String(theirs.denominator),
            theirs.complete,
          ],
          `${metric} ${date}`,
        );
      }
    }
  });

  it("agrees with the book's own answers about days, in total and by product", () => {
    const ledger = new Ledger(book, 'JPY');
    const asked = { currency: 'JPY' } as const;
    for (let at = NOW; at > book.project.createdAt; at -= 97 * DAY_MS) {
      const date = dayOf(at);
      const day = ledger.day(date);
      const theirs = (metric: (typeof bookMetrics)[number]) => {
        const [point] = bookSeries(book, metric, { from: date, to: date, resolution: 'day' }, asked);
        return String(point?.value);
      };
      assert.equal(amountOf(divided(day.arr, 12n)), theirs('mrr'), date);
      assert.equal(amountOf(day.revenue), theirs('revenue'), date);
      assert.equal(String(day.subscriptions), theirs('active_subscriptions'), date);
      assert.equal(String(day.trials), theirs('active_trials'), date);
      const begun = Object.values(day.newSubscribers).reduce((sum, one) => sum + one, 0);
      assert.equal(String(begun), theirs('new_subscribers'), date);
      for (const { product, revenue, actives } of bookProducts(book, date, date, asked)) {
        const own = day.products.get(product.id);
        const shown = [amountOf(own?.revenue ?? 0n), own?.subscriptions ?? 0];
        assert.deepEqual(shown, [revenue.toFixed(), actives], `${date} ${product.displayName}`);
      }
    }
  });
});
