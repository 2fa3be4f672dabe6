import assert from 'node:assert/strict';

import { findMeasures, type MeasureQuery } from '../../revenuecat/measures.js';
import { answer, read } from './chart-answer.js';

const money = (name: RegExp, place: number | null = null): MeasureQuery => ({ name, unit: '$', place });
const count = (name: RegExp, place: number | null = null): MeasureQuery => ({ name, unit: '#', place });

/** What is found where, by name; a measure is written as its name and unit. */
function found(measures: readonly string[], queries: Readonly<Record<string, MeasureQuery>>) {
  const named = measures.map((text) => ({ name: text.slice(0, -2), unit: text.slice(-1) }));
  const outcome = findMeasures(named, Object.entries(queries));
  return outcome.kind === 'found' ? Object.fromEntries(outcome.indexes) : outcome.detail;
}

const month = (metric: string, measures: readonly (readonly [string, string])[], values: number[]) => {
  const points = read(metric, answer(measures, { '2026-10-01': values }));
  return typeof points === 'string' ? points : points.map(({ value, parts }) => [value, parts]);
};

describe('the measures of a metric', () => {
  it('are found by name before unit: another takes no measure that a name owns', () => {
    const queries = { users: count(/^users/i), buyers: count(/^buyers/i) };
    assert.deepEqual(found(['Users #', 'Fans #'], queries), { users: 0, buyers: 1 });
    assert.deepEqual(found(['Users #', 'Sum $'], queries), { users: 0, buyers: null });
  });

  it('are found by name before place, wherever they stand', () => {
    const queries = { users: count(/^users/i, 0), buyers: count(/^buyers/i, 1), fans: count(/^fans/i, 2) };
    assert.deepEqual(found(['Buyers #', 'Users #', 'Fans #'], queries), { users: 1, buyers: 0, fans: 2 });
    assert.deepEqual(found(['A #', 'Users #', 'B #'], queries), { users: 1, buyers: null, fans: 2 });
  });

  it('are found by unit before place: the only one left of a unit is meant', () => {
    const queries = { users: count(/^users/i, 0), sum: money(/^sum/i, 1) };
    assert.deepEqual(found(['Earned $', 'People #'], queries), { users: 1, sum: 0 });
  });

  it('are found by place where names and units say nothing', () => {
    const queries = { users: count(/^users/i, 0), buyers: count(/^buyers/i, 1) };
    assert.deepEqual(found(['A #', 'B #', 'C #'], queries), { users: 0, buyers: 1 });
  });

  it('are none where two would be the same', () => {
    const queries = { users: count(/^users/i, 0), buyers: count(/^buyers/i, 1) };
    assert.deepEqual(found(['A #', 'Sum $'], queries), { users: null, buyers: null });
    assert.deepEqual(found(['Both #'], { a: count(/^both/i), b: count(/^both/i) }), { a: null, b: null });
  });
});

describe('a measure with the unit of something else', () => {
  it('is not taken by its name, and the field is named', () => {
    const mrr = (...measures: (readonly [string, string])[]) =>
      read('mrr', answer(measures, { '2026-11-20': measures.map(() => 7) }));
    assert.equal(mrr(['MRR', '#']), 'measures.0.unit: not money');
    assert.equal(mrr(['Other', '$'], ['MRR', '%']), 'measures.1.unit: not money');
    const churn = [
      ['Actives', '#'],
      ['Churned Actives', '%'],
      ['Churn Rate', '%'],
    ] as const;
    assert.equal(month('churn_rate', churn, [80, 10, 12.5]), 'measures.1.unit: not a count');
    assert.equal(month('churn_rate', [['Churn Rate', '#']], [5]), 'measures.0.unit: not a percentage');
  });

  it('is passed over for one of the same name whose unit fits', () => {
    const measures = [
      ['Revenue growth', '%'],
      ['Revenue', '$'],
    ] as const;
    const points = read('revenue', answer(measures, { '2026-11-20': [3, 12] }));
    assert.ok(typeof points !== 'string');
    assert.equal(points[0]?.value, '12');
  });

  it('is taken where RevenueCat gives no unit, or one that is not documented', () => {
    const found = (unit: string | null) => {
      const measures = [{ name: 'Sum', unit }];
      const outcome = findMeasures(measures, [['sum', money(/^sum/i)]]);
      return outcome.kind === 'found' && outcome.indexes.get('sum');
    };
    assert.deepEqual([found(null), found('USD')], [0, 0]);
  });
});

describe('an answer that lacks a measure', () => {
  it('gives an LTV without parts where their sum is missing: the LTV is not its own numerator', () => {
    const measures = [
      ['New Customers', '#'],
      ['Realized LTV per Customer', '$'],
    ] as const;
    assert.deepEqual(month('ltv_per_customer', measures, [50, 4]), [['4', null]]);
  });

  it('gives an LTV computed from its parts where it is missing: the sum is not the LTV', () => {
    const measures = [
      ['New Customers', '#'],
      ['Realized LTV (30 days)', '$'],
    ] as const;
    assert.deepEqual(month('ltv_per_customer', measures, [50, 200]), [
      ['4', { numerator: '200', denominator: '50' }],
    ]);
  });

  it('gives a rate without parts where its numerator is missing: no rate becomes 100 %', () => {
    const measures = [
      ['Trial Starts', '#'],
      ['Conversion Rate', '%'],
    ] as const;
    assert.deepEqual(month('trial_conversion_rate', measures, [80, 12.5]), [['12.5', null]]);
  });
});
