import assert from 'node:assert/strict';

import type { Series, SeriesPoint } from '../../web/src/api/types.js';
import { chartModel, type ChartRequest } from '../../web/src/pages/revenue/chart/chart-model.js';

const answer = (
  points: readonly Partial<SeriesPoint>[],
  resolution: Series['resolution'] = 'day',
): Series => ({
  metric: 'revenue',
  unit: 'money',
  currency: 'USD',
  resolution,
  from: '',
  to: '',
  accounts: [],
  begins: null,
  points: points.map((point) => ({ date: '', value: null, complete: true, partial: false, ...point })),
});

const model = (request: Partial<ChartRequest> & Pick<ChartRequest, 'series'>) =>
  chartModel({
    from: '2026-11-01',
    to: '2026-11-04',
    previous: null,
    split: null,
    ends: [],
    wholeOnly: false,
    name: 'Revenue',
    ...request,
  });

describe('The chart', () => {
  const series = answer([
    { date: '2026-11-01', value: '10.00' },
    { date: '2026-11-03', value: '12.00' },
    { date: '2026-11-04', value: '3.50', complete: false },
  ]);

  it('keeps a gap where a day has no value', () => {
    const { rows } = model({ series });
    assert.deepEqual(
      rows.map(({ values }) => values[0]),
      [10, null, 12, null],
    );
  });

  it('joins an incomplete day by a dashed line to the last complete one', () => {
    const { rows, lastComplete } = model({ series });
    assert.deepEqual(
      rows.map(({ open }) => open[0]),
      [null, null, 12, 3.5],
    );
    assert.equal(lastComplete?.date, '2026-11-03');
  });

  it('leaves incomplete days out when asked to', () => {
    const { rows } = model({ series, wholeOnly: true });
    assert.deepEqual(
      rows.map(({ total }) => total),
      ['10.00', null, '12.00', null],
    );
  });

  it('says in which period an account was disconnected', () => {
    const ends = [{ name: 'Acme Android', day: '2026-11-03' }];
    assert.deepEqual(
      model({ series, ends }).rows.map(({ ended }) => ended),
      [[], [], ['Acme Android'], []],
    );
    const months = answer([{ date: '2026-11-01', value: 4 }], 'month');
    assert.deepEqual(model({ series: months, ends }).rows[0]?.ended, ['Acme Android']);
  });

  it('lays the days before under the same days of this stretch', () => {
    const previous = {
      series: answer([
        { date: '2026-10-28', value: '8.00' },
        { date: '2026-10-31', value: '9.00' },
      ]),
      from: '2026-10-28',
    };
    const { rows } = model({ series, previous });
    assert.deepEqual(
      rows.map(({ previousAmount }) => previousAmount),
      ['8.00', null, null, '9.00'],
    );
  });

  it('lays the months before under the same months', () => {
    const months = answer([{ date: '2026-02-01', value: 4 }], 'month');
    const previous = { series: answer([{ date: '2025-12-01', value: 3 }], 'month'), from: '2025-12-01' };
    const { rows } = model({ series: months, previous, from: '2026-02-01', to: '2026-03-31' });
    assert.deepEqual(
      rows.map(({ date, total, previousAmount }) => [date, total, previousAmount]),
      [
        ['2026-02-01', 4, 3],
        ['2026-03-01', null, null],
      ],
    );
  });

  const accounts = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((id) => ({ id, name: id.toUpperCase() }));
  const split = answer([
    {
      date: '2026-11-01',
      value: '28.00',
      by_account: accounts.map(({ id }, index) => ({ account_id: id, value: String(index + 1) })),
    },
  ]);

  it('shows the five greatest accounts and counts the others as one', () => {
    const drawn = model({ series: split, split: accounts });
    assert.deepEqual(
      drawn.series.map(({ name }) => name),
      ['C', 'D', 'E', 'F', 'G', 'Other (2)'],
    );
    assert.deepEqual(drawn.rows[0]?.values, [3, 4, 5, 6, 7, 3]);
  });

  it('lets an account keep its colour whatever else is drawn', () => {
    const colour = (drawn: ReturnType<typeof model>, id: string) =>
      drawn.series.find((one) => one.id === id)?.colour;
    const all = model({ series: split, split: accounts });
    const few = model({
      series: answer([{ date: '2026-11-01', value: '3', by_account: [{ account_id: 'c', value: '3' }] }]),
      split: accounts,
    });
    assert.equal(colour(all, 'c'), 3);
    assert.equal(colour(few, 'c'), 3);
    assert.equal(new Set(all.series.map((one) => one.colour)).size, 6);
  });
});
