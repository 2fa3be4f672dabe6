import assert from 'node:assert/strict';

import type { StoredSeries } from '../../api/revenue/load-series.js';
import type { StoredPoint } from '../../api/revenue/points.js';
import { withZeros } from '../../api/revenue/product-zeros.js';

const point = (day: number, value: string, complete = true): StoredPoint => [
  `2026-11-${day}`,
  value,
  complete,
  null,
];

function series(...points: StoredPoint[]): StoredSeries {
  const [begins = null, ends = null] = [points[0]?.[0], points.at(-1)?.[0]];
  return { accountId: 'acc_1', begins, ends, points, otherCurrency: null };
}

describe("a product's series", () => {
  const total = series(point(18, '5'), point(19, '5'), point(20, '5'), point(21, '5'), point(22, '1', false));
  const inShort = (own: StoredSeries, known: string | undefined) =>
    withZeros(own, total, known).points.map(
      ([day, value, complete]) => `${day} ${value}${complete ? '' : ' so far'}`,
    );

  it('is nothing on days on which it sold nothing, from its first day on', () => {
    assert.deepEqual(inShort(series(point(19, '2'), point(21, '3')), '2026-11-22'), [
      '2026-11-19 2',
      '2026-11-20 0',
      '2026-11-21 3',
      '2026-11-22 0 so far',
    ]);
  });

  it('ends where products could be read last, and does not call that day complete', () => {
    const own = withZeros(series(point(19, '2')), total, '2026-11-20');
    assert.deepEqual(
      own.points.map(([day, value, complete]) => [day, value, complete]),
      [
        ['2026-11-19', '2', true],
        ['2026-11-20', '0', false],
      ],
    );
    assert.equal(own.ends, '2026-11-20');
  });

  it('keeps its gaps where products were never read, and is empty where it never sold', () => {
    assert.deepEqual(inShort(series(point(19, '2'), point(21, '3')), undefined), [
      '2026-11-19 2',
      '2026-11-21 3',
    ]);
    assert.deepEqual(inShort(series(), '2026-11-22'), []);
  });
});
