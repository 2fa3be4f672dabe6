import assert from 'node:assert/strict';

import {
  bookActives,
  bookChurn,
  bookMrr,
  bookNewSubscribers,
  bookRevenue,
  bookTransactions,
} from '../../simulator/book/answers.js';
import type { Book } from '../../simulator/book/book.js';
import { bookOf, drawn, same } from './book-stage.js';

describe('simulator: charts by product', () => {
  let book: Book;
  before(() => {
    book = bookOf();
  });
  const months = { start_date: '2026-07-01', end_date: '2026-10-15', resolution: 'month' };
  const everyProduct = { segment: 'product_id', limit_num_segments: '100' };

  it('give each product what is its own, of both apps, in the asked currency', () => {
    for (const { id: productId } of book.catalogue.products) {
      const asked = { productId, currency: 'GBP' as const };
      const of = (chart: string) => {
        const segments = drawn(book, chart, { ...months, ...everyProduct, currency: 'GBP' });
        return segments.get(productId) ?? assert.fail(`${chart}: no ${productId}`);
      };
      for (const { first, last, values } of of('revenue')) {
        same(values[0], bookRevenue(book, first, last, asked), `revenue of ${productId} in ${first}`);
        same(
          values[1],
          bookTransactions(book, first, last, asked),
          `transactions of ${productId} in ${first}`,
        );
      }
      for (const { last, values } of of('actives')) {
        same(values[0], bookActives(book, last, asked), `actives of ${productId} on ${last}`);
      }
      for (const { last, values } of of('mrr')) {
        same(values[0], bookMrr(book, last, asked), `MRR of ${productId} on ${last}`);
      }
      for (const { first, last, values } of of('actives_new')) {
        const { total } = bookNewSubscribers(book, first, last, asked);
        same(values.at(-1), total, `new ones of ${productId} in ${first}`);
      }
      for (const { name, values } of of('churn')) {
        same(values[1], bookChurn(book, name, asked).churned, `churned ones of ${productId} in ${name}`);
      }
    }
  });

  it('make up the whole, with whatever is left as Other', () => {
    for (const [chart, measures] of [
      ['revenue', 2],
      ['actives', 1],
      ['churn', 2],
    ] as const) {
      const segments = drawn(book, chart, { ...months, segment: 'product_id', limit_num_segments: '3' });
      const { total: whole, ...parts } = Object.fromEntries(segments);
      assert.equal(Object.keys(parts).length, 4);
      assert.ok('other' in parts);
      for (const [index, { name, values }] of (whole ?? []).entries()) {
        for (let measure = 0; measure < measures; measure += 1) {
          const sum = Object.values(parts).reduce(
            (all, part) => all + (part[index]?.values[measure] ?? 0),
            0,
          );
          assert.ok(Math.abs(sum - (values[measure] ?? NaN)) < 1e-6, `${chart} ${name} [${measure}]: ${sum}`);
        }
      }
    }
  });

  it('shows ten segments where nobody says how many', () => {
    const segments = drawn(book, 'revenue', { ...months, segment: 'product_id' });
    assert.equal(segments.size, 12, 'with Total and Other');
  });

  it('can be filtered, which leaves the number of new customers as it is', () => {
    const [product] = book.catalogue.products;
    const filters = JSON.stringify([{ name: 'product_id', values: [product?.id] }]);
    const all = drawn(book, 'conversion_to_paying', months).get('total') ?? [];
    const some = drawn(book, 'conversion_to_paying', { ...months, filters }).get('total') ?? [];
    assert.deepEqual(
      some.map(({ values }) => values[0]),
      all.map(({ values }) => values[0]),
    );
    assert.ok((some[0]?.values[1] ?? 0) < (all[0]?.values[1] ?? 0));
  });

  it('explain the movement of MRR and of active subscriptions, also of one product', () => {
    const range = { ...months, currency: 'EUR' };
    const before = { start_date: '2026-06-01', end_date: '2026-06-30', resolution: 'month', currency: 'EUR' };
    for (const productId of [null, ...book.catalogue.products.map(({ id }) => id)]) {
      const filters = productId ? JSON.stringify([{ name: 'product_id', values: [productId] }]) : '[]';
      for (const [movement, snapshot] of [
        ['mrr_movement', 'mrr'],
        ['actives_movement', 'actives'],
        ['trials_movement', 'trials'],
      ] as const) {
        const at = (params: typeof range) =>
          drawn(book, snapshot, { ...params, filters })
            .get('total')
            ?.map(({ values }) => values[0] ?? NaN) ?? [];
        const levels = [...at(before), ...at(range)];
        const moves = drawn(book, movement, { ...range, filters }).get('total') ?? [];
        moves.forEach(({ values, name }, index) => {
          const difference = (levels[index + 1] ?? NaN) - (levels[index] ?? NaN);
          const what = `${movement} ${productId} ${name}`;
          assert.ok(Math.abs((values.at(-1) ?? NaN) - difference) < 1e-5, what);
        });
      }
    }
  });
});
