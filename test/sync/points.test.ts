import assert from 'node:assert/strict';

import { sourceOf, STEPS } from '../../activities/sync/charts.js';
import { parseChart } from '../../revenuecat/charts.js';
import { answer, read, seconds, values } from './chart-answer.js';

describe('a number from a chart', () => {
  it('is found by the name of its measure, wherever that stands', () => {
    const body = answer(
      [
        ['Transactions', '#'],
        ['Revenue', '$'],
      ],
      { '2026-11-20': [3, 12.5] },
    );
    assert.deepEqual(read('revenue', body), [
      {
        ...{ metric: 'revenue', segment: '', segment_id: null, resolution: 'day', period: '2026-11-20' },
        ...{ currency: 'USD', value: '12.5', complete: true, parts: { transactions: '3' } },
      },
    ]);
  });

  it('is found by its unit where the name has changed, then by its place', () => {
    const renamed = answer(
      [
        ['Recurring', '$'],
        ['Subscribers', '#'],
      ],
      { '2026-11-20': [7, 1] },
    );
    assert.deepEqual(values(read('mrr', renamed)), [['2026-11-20', '7']]);
    const two = answer(
      [
        ['Recurring', '$'],
        ['New recurring', '$'],
      ],
      { '2026-11-20': [7, 1] },
    );
    assert.deepEqual(values(read('mrr', two)), [['2026-11-20', '7']]);
  });

  it('is none where no measure can be it, and the metric is named', () => {
    assert.equal(read('mrr', answer([['Users', '#']], { '2026-11-20': [7] })), 'measures: none for mrr');
  });

  it('of the running day is incomplete, of the future is none, and null is none', () => {
    const body = answer([['MRR', '$']], {
      '2026-11-21': [5],
      '2026-11-22': [6],
      '2026-11-23': [0],
      '2026-11-19': [null],
    });
    const points = read('mrr', body);
    assert.ok(typeof points !== 'string');
    assert.deepEqual(
      points.map(({ period, complete }) => [period, complete]),
      [
        ['2026-11-21', true],
        ['2026-11-22', false],
      ],
    );
  });

  it('of a day that has not begun at RevenueCat, while the one before is running there, is none', () => {
    const mrr = answer([['MRR', '$']], { '2026-11-20': [5], '2026-11-21': [6], '2026-11-22': [0] });
    for (const point of mrr.values) point.incomplete = point.cohort >= seconds('2026-11-21');
    assert.deepEqual(values(read('mrr', mrr)), [
      ['2026-11-20', '5'],
      ['2026-11-21', '6'],
    ]);
  });

  it('of nothing on the running day is nothing, and is kept', () => {
    const mrr = answer([['MRR', '$']], { '2026-11-21': [0], '2026-11-22': [0] });
    assert.deepEqual(values(read('mrr', mrr)), [
      ['2026-11-21', '0'],
      ['2026-11-22', '0'],
    ]);
  });

  it('on a day that no chart can have is refused, and the field is named', () => {
    for (const cohort of [9e15, -1, 1e300]) {
      const object = { measures: [{ display_name: 'MRR' }], values: [{ cohort, measure: 0, value: 1 }] };
      assert.match(read('mrr', object) as string, /^values(\.0\.(cohort|0))?: /);
      const column = { segments: [{ display_name: 'MRR' }], values: [[cohort, 1]] };
      assert.match(read('mrr', column) as string, /^values(\.0\.(cohort|0))?: /);
    }
  });

  it('may come with a wild time of its making, which is then not kept', () => {
    const parsed = parseChart({ values: [], last_computed_at: -9007199254740991 });
    assert.equal(parsed.kind === 'ok' && parsed.chart.computedAt, null);
  });

  it('in another currency than the one asked for is not taken', () => {
    const body = answer([['MRR', '$']], { '2026-11-20': [5] }, { yaxis_currency: 'EUR' });
    assert.equal(read('mrr', body), 'yaxis_currency: not USD');
  });

  it('of another resolution than asked for is not taken, and the field is named', () => {
    const days = answer([['MRR', '$']], { '2026-11-01': [5] });
    assert.equal(read('mrr', { ...days, resolution: 'month' }), 'resolution: not day');
    assert.deepEqual(values(read('mrr', { ...days, resolution: 'day' })), [['2026-11-01', '5']]);
    const rate = answer([['Churn Rate', '%']], { '2026-11-01': [5] });
    assert.equal(read('churn_rate', { ...rate, resolution: 'day' }), 'resolution: not month');
    assert.deepEqual(values(read('churn_rate', { ...rate, resolution: 'month' })), [['2026-11-01', '5']]);
  });

  it('of a month that does not begin on its first day is not taken', () => {
    const rate = answer([['Churn Rate', '%']], { '2026-10-01': [5], '2026-11-02': [5] });
    assert.equal(read('churn_rate', rate), 'values: a month that does not begin on its first day');
    const columns = { segments: [{ display_name: 'Churn Rate' }], values: [[seconds('2026-10-31'), 5]] };
    assert.equal(read('churn_rate', columns), 'values: a month that does not begin on its first day');
  });

  it('of a v2 answer is read by column; there the running period is the incomplete one', () => {
    const columns = ['Actives', 'Churned Actives', 'Churn Rate'].map((display_name, index) => ({
      display_name,
      unit: index === 2 ? '%' : '#',
    }));
    const months = [
      [seconds('2026-10-01'), 200, 9, 4.5],
      [seconds('2026-11-01'), 210, 2, 0.95],
    ];
    const points = read('churn_rate', { values: months, segments: columns });
    assert.ok(typeof points !== 'string');
    assert.deepEqual(
      points.map(({ period, value, complete, parts }) => [period, value, complete, parts]),
      [
        ['2026-10-01', '4.5', true, { numerator: '9', denominator: '200' }],
        ['2026-11-01', '0.95', false, { numerator: '2', denominator: '210' }],
      ],
    );
  });
});

describe('a rate of those who came in a month', () => {
  const names = ['New Customers', 'Paying Customers', 'Conversion Rate'];
  const segments = names.map((display_name, index) => ({ display_name, unit: index === 2 ? '%' : '#' }));

  for (const [followed, settled, user_selectors] of [
    ["RevenueCat's seven days", [true, true], undefined],
    ['21 days', [true, true], { conversion_timeframe: '21_days' }],
    ['22 days', [true, false], { conversion_timeframe: '22_days' }],
    ['60 days', [false, false], { conversion_timeframe: '60_days' }],
  ] as const) {
    it(`is complete once those of its last day were followed for ${followed}, where RevenueCat does not say`, () => {
      const month = (day: string) => [seconds(day), 80, 10, 12.5];
      const body = { segments, user_selectors, values: [month('2026-09-01'), month('2026-10-01')] };
      const asked = { from: '2026-09-01', asOf: '2026-11-22', currency: 'USD' };
      const points = read('conversion_to_paying_rate', body, false, asked);
      assert.ok(typeof points !== 'string');
      assert.deepEqual(
        points.map(({ complete }) => complete),
        settled,
      );
    });
  }
});

describe('a rate', () => {
  const counts = [
    ['New Customers', '#'],
    ['Paying Customers (7 days)', '#'],
  ] as const;

  it('is computed from its parts where RevenueCat gives no rate, and has no value where nobody came', () => {
    const points = read(
      'conversion_to_paying_rate',
      answer(counts, { '2026-10-01': [80, 10], '2026-11-01': [0, 0] }),
    );
    assert.deepEqual(values(points), [
      ['2026-10-01', '12.5'],
      ['2026-11-01', null],
    ]);
  });

  it('of nothing is known by its parts: 0 of 0 is kept without a value, what nobody explains is not', () => {
    const measures = [...counts, ['Conversion Rate (7 days)', '%']] as const;
    const october = (...month: (number | null)[]) => {
      const points = read('conversion_to_paying_rate', answer(measures, { '2026-10-01': month }));
      assert.ok(typeof points !== 'string');
      return points.map(({ value, parts }) => [value, parts]);
    };
    const nothing = { numerator: '0', denominator: '0' };
    assert.deepEqual(october(0, 0, 0), [['0', nothing]]);
    assert.deepEqual(october(0, 0, null), [[null, nothing]]);
    assert.deepEqual(october(80, 10, null), []);
    assert.deepEqual(october(null, 0, null), []);
  });

  it('keeps no parts where one is missing: half a fraction is none', () => {
    const body = answer([['Conversion Rate', '%']], { '2026-10-01': [12.5] });
    const points = read('conversion_to_paying_rate', body);
    assert.ok(typeof points !== 'string');
    assert.deepEqual([points[0]?.value, points[0]?.parts], ['12.5', null]);
  });

  it('is kept with what RevenueCat chose for it', () => {
    const body = answer(counts, {}, { user_selectors: { conversion_timeframe: '7_days' } });
    const parsed = parseChart(body);
    assert.ok(parsed.kind === 'ok');
    assert.deepEqual(parsed.chart.selectors, { conversion_timeframe: '7_days' });
  });
});

describe('new subscribers', () => {
  const parts = [
    ['Trial Conversions', '#'],
    ['Direct', '#'],
    ['Intro Offers', '#'],
  ] as const;

  it("are RevenueCat's own total, with all it consists of", () => {
    const points = read(
      'new_subscribers',
      answer([...parts, ['Total', '#']], { '2026-11-20': [1, 2, 3, 6] }),
    );
    assert.ok(typeof points !== 'string');
    assert.equal(points[0]?.value, '6');
    assert.deepEqual(points[0]?.parts, { trial_conversions: '1', direct: '2', intro_offers: '3' });
  });

  it('are the sum of the parts where no total is given', () => {
    assert.deepEqual(values(read('new_subscribers', answer(parts, { '2026-11-20': [1, 2, 3] }))), [
      ['2026-11-20', '6'],
    ]);
  });

  it('are the measure that is the sum of the others wherever there is anything, whatever it is called', () => {
    const measures = [...parts, ['New Paid Subscriptions', '#']] as const;
    const points = read(
      'new_subscribers',
      answer(measures, {
        '2026-11-18': [0, 0, 0, 0],
        '2026-11-19': [1, 2, 3, 6],
        '2026-11-20': [0, 4, 1, 5],
      }),
    );
    assert.ok(typeof points !== 'string');
    assert.deepEqual(
      points.map(({ value, parts: of }) => [value, of?.['direct']]),
      [
        ['0', '0'],
        ['6', '2'],
        ['5', '4'],
      ],
    );
  });

  it('are the sum of all where one measure is the sum of the others on some days only, or is no sum', () => {
    const days = { '2026-11-19': [1, 2, 3, 6], '2026-11-20': [1, 1, 1, 2] };
    const four = answer([...parts, ['Offers', '#']], days);
    assert.deepEqual(values(read('new_subscribers', four)), [
      ['2026-11-19', '12'],
      ['2026-11-20', '5'],
    ]);
    const two = answer(
      [
        ['Direct', '#'],
        ['Offers', '#'],
      ],
      { '2026-11-20': [2, 2] },
    );
    assert.deepEqual(values(read('new_subscribers', two)), [['2026-11-20', '4']]);
  });
});

describe('a chart divided by product', () => {
  const divided = {
    measures: [{ display_name: 'Revenue', unit: '$' }],
    segments: [
      { display_name: 'com.acme.year', id: 'prod1' },
      { display_name: 'Total' },
      { display_name: 'Other' },
    ],
    values: [5, 9, 4].map((value, segment) => ({
      cohort: seconds('2026-11-20'),
      measure: 0,
      segment,
      value,
    })),
  };

  it('tells products from what is left over, and leaves the total out', () => {
    const points = read('revenue', divided, true);
    assert.ok(typeof points !== 'string');
    assert.deepEqual(
      points.map(({ segment, segment_id, value }) => [segment, segment_id, value]),
      [
        ['com.acme.year', 'prod1', '5'],
        ['Other', null, '4'],
      ],
    );
  });

  it('is not taken for one when it came undivided, nor the other way round', () => {
    assert.equal(read('revenue', answer([['Revenue', '$']], { '2026-11-20': [1] }), true), 'segments: none');
    assert.deepEqual(read('revenue', divided), []);
  });
});

describe('the steps of a run', () => {
  it('fetch each chart once, and know what they fetch', () => {
    assert.equal(new Set(STEPS).size, STEPS.length);
    for (const step of STEPS.slice(2)) assert.ok(sourceOf(step), step);
    assert.deepEqual(STEPS.slice(0, 2), ['apps', 'products']);
  });
});
