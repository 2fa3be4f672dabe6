import assert from 'node:assert/strict';

import { METRICS } from '../../api/revenue/metrics.js';
import { seriesByMonth, seriesByPeriod, type SeriesPoint } from '../../api/revenue/series.js';
import { daily, days, inSeries, monthly, type Sketch } from './member.js';

const running = (value: string): Sketch => ({ value, incomplete: true });

/** `2026-11-21: 12`, with `…` while incomplete and `partial` where somebody is missing. */
function inShort(points: readonly SeriesPoint[]): string[] {
  return points.map(
    ({ period, value, complete, partial }) =>
      `${period}: ${value?.toFixed() ?? 'null'}${complete ? '' : ' …'}${partial ? ' partial' : ''}`,
  );
}

describe('a daily series of several accounts', () => {
  it('adds the accounts up day by day, and marks the running day', () => {
    const points = seriesByPeriod(
      [
        inSeries(daily('a', '2026-11-22', ['1', '2', running('3')])),
        inSeries(daily('b', '2026-11-22', ['10', '20', running('30')])),
      ],
      METRICS.revenue,
    );
    assert.deepEqual(inShort(points), ['2026-11-20: 11', '2026-11-21: 22', '2026-11-22: 33 …']);
    assert.deepEqual(
      points[1]?.byAccount.map(({ accountId, value }) => [accountId, value?.toFixed()]),
      [
        ['a', '2'],
        ['b', '20'],
      ],
    );
  });

  it('does not expect an account before its history began', () => {
    const members = [
      inSeries(daily('a', '2026-11-21', ['1', '2'])),
      inSeries(daily('young', '2026-11-21', ['10'])),
    ];
    assert.deepEqual(inShort(seriesByPeriod(members, METRICS.mrr)), ['2026-11-20: 1', '2026-11-21: 12']);
  });

  it('marks days on which a connected account has fallen behind', () => {
    const members = [
      inSeries(daily('a', '2026-11-21', ['1', '2'])),
      inSeries(daily('stale', '2026-11-20', ['10'])),
    ];
    assert.deepEqual(inShort(seriesByPeriod(members, METRICS.mrr)), [
      '2026-11-20: 11',
      '2026-11-21: 2 … partial',
    ]);
  });

  it('keeps the history of a disconnected account up to its day, and expects nothing after', () => {
    const gone = inSeries(daily('gone', '2026-11-20', ['10', '20']), '2026-11-20');
    const members = [inSeries(daily('a', '2026-11-21', ['1', '2', '3'])), gone];
    assert.deepEqual(inShort(seriesByPeriod(members, METRICS.mrr)), [
      '2026-11-19: 11',
      '2026-11-20: 22',
      '2026-11-21: 3',
    ]);
  });

  it('leaves a gap where nobody has a number', () => {
    const members = [inSeries(daily('a', '2026-11-21', ['1', null, '3']))];
    assert.deepEqual(inShort(seriesByPeriod(members, METRICS.mrr)), ['2026-11-19: 1', '2026-11-21: 3']);
  });

  it('tells what a restated day was before, taking back the last change only', () => {
    const restated = (value: string, before: string, until: string): Sketch => ({
      value,
      restated: { value: before, until },
    });
    const [point] = seriesByPeriod(
      [
        inSeries(daily('a', '2026-11-01', [restated('8', '10', '2026-11-09T10:00:00.000Z')])),
        inSeries(daily('b', '2026-11-01', [restated('5', '50', '2026-11-03T10:00:00.000Z')])),
      ],
      METRICS.revenue,
    );
    assert.equal(point?.value?.toFixed(), '13');
    assert.equal(point?.restatedFrom?.value.toFixed(), '15');
    assert.equal(point?.restatedFrom?.until, '2026-11-09T10:00:00.000Z');
  });
});

describe('daily numbers as months', () => {
  const members = [
    inSeries(daily('a', '2026-11-02', [...days(31, '1'), '2', running('5')])),
    inSeries(daily('b', '2026-11-02', [...days(31, '10'), '20', running('50')])),
  ];

  it('sum up a flow; the running month is not complete', () => {
    assert.deepEqual(inShort(seriesByMonth(members, METRICS.revenue)), [
      '2026-10-01: 341',
      '2026-11-01: 77 …',
    ]);
  });

  it('take the last day of a snapshot; the running month has its newest', () => {
    assert.deepEqual(inShort(seriesByMonth(members, METRICS.mrr)), ['2026-10-01: 11', '2026-11-01: 55 …']);
  });

  it('are complete only if every day of the month is', () => {
    const gap = inSeries(daily('a', '2026-10-31', [...days(20, '1'), null, ...days(10, '1')]));
    const unsettled = inSeries(daily('a', '2026-10-31', [...days(30, '1'), running('1')]));
    assert.deepEqual(inShort(seriesByMonth([gap], METRICS.revenue)), ['2026-10-01: 30 …']);
    assert.deepEqual(inShort(seriesByMonth([unsettled], METRICS.revenue)), ['2026-10-01: 31 …']);
    assert.deepEqual(inShort(seriesByMonth([unsettled], METRICS.mrr)), ['2026-10-01: 1 …']);
  });

  it('count the first month of a history from its first day', () => {
    const young = inSeries(daily('a', '2026-10-31', days(10, '1')));
    assert.deepEqual(inShort(seriesByMonth([young], METRICS.revenue)), ['2026-10-01: 10']);
  });

  it('stay incomplete in the month in which the only account was disconnected', () => {
    const gone = inSeries(daily('gone', '2026-10-20', days(20, '1')), '2026-10-20');
    assert.deepEqual(inShort(seriesByMonth([gone], METRICS.revenue)), ['2026-10-01: 20 …']);
    assert.deepEqual(inShort(seriesByMonth([gone], METRICS.mrr)), ['2026-10-01: 1 …']);
  });
});

describe('a series of rates', () => {
  const fraction = (value: string | null, numerator: string, denominator: string): Sketch => ({
    value,
    parts: { numerator, denominator },
  });

  it('has a point without a value for a month with nothing to divide by, which lacks in no union', () => {
    const none = inSeries(
      monthly('none', '2026-10-01', [fraction('5', '1', '20'), fraction(null, '0', '0')]),
    );
    assert.deepEqual(inShort(seriesByPeriod([none], METRICS.churn_rate)), [
      '2026-09-01: 5',
      '2026-10-01: null',
    ]);
    const other = inSeries(
      monthly('b', '2026-10-01', [fraction('10', '1', '10'), fraction('20', '4', '20')]),
    );
    const [, october] = seriesByPeriod([none, other], METRICS.churn_rate);
    assert.deepEqual([october?.value?.toFixed(), october?.complete, october?.partial], ['20', true, false]);
  });

  it('combines the parts month by month, and has no value where one account lacks them', () => {
    const points = seriesByPeriod(
      [
        inSeries(monthly('a', '2026-10-01', ['3', fraction('10', '1', '10')])),
        inSeries(monthly('b', '2026-10-01', [fraction('4', '4', '100'), fraction('0.91', '9', '990')])),
      ],
      METRICS.churn_rate,
    );
    assert.deepEqual(inShort(points), ['2026-09-01: null', '2026-10-01: 1']);
  });
});
