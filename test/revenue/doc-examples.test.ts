import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { flowTile } from '../../api/revenue/flow-tile.js';
import { METRICS } from '../../api/revenue/metrics.js';
import type { Member } from '../../api/revenue/points.js';
import { rateTile } from '../../api/revenue/rate-tile.js';
import { seriesByPeriod } from '../../api/revenue/series.js';
import { snapshotTile } from '../../api/revenue/snapshot-tile.js';
import { projectRoot } from '../../setup/project-root.js';
import { daily, days, inSeries, monthly } from './member.js';

const text = readFileSync(join(projectRoot(), 'docs', 'metrics.md'), 'utf8').replaceAll(/\n>? ?/g, ' ');

/** What stands in the examples is what comes out: a sentence that is changed has to be worked out anew. */
describe('the examples in docs/metrics.md', () => {
  const says = (sentence: string) => assert.ok(text.includes(sentence), `no longer there: ${sentence}`);
  const parts = (numerator: string, denominator: string) => ({ parts: { numerator, denominator } });

  it('count seven days up to now, and compare whole weeks', () => {
    says('Revenue was 10.10 on each of the last 60 days, and 3.33 so far today.');
    says(
      '`value` 63.93 (16 to 22 November: six days and today so far), `value_complete_days` 70.70 (15 to 21)',
    );
    says('`previous` 70.70 (8 to 14)');
    const today = { value: '3.33', incomplete: true } as const;
    const tile = flowTile([daily('a', '2026-11-22', [...days(60, '10.10'), today])], 7);
    assert.equal(tile.value?.toFixed(2), '63.93');
    assert.deepEqual([tile.completeDays?.value.toFixed(2), tile.completeDays?.asOf], ['70.70', '2026-11-21']);
    assert.deepEqual([tile.previous?.value.toFixed(2), tile.previous?.asOf], ['70.70', '2026-11-14']);
  });

  const a = daily('a', '2026-11-21', ['100', '110', '120']);

  it('take the day that all accounts have', () => {
    says('A has MRR for 19, 20 and 21 November: 100, 110, 120.');
    says('ends with 50 on the 19th. MRR is 150 as of 19 November.');
    const { value, asOf } = snapshotTile([a, daily('b', '2026-11-19', ['50'])]);
    assert.deepEqual([value?.toFixed(), asOf], ['150', '2026-11-19']);
  });

  it('go on without an account that has nothing yet', () => {
    says("MRR is A's, `partial`, with C in `missing`.");
    const { value, missing } = snapshotTile([a, { accountId: 'c', points: new Map() }]);
    assert.deepEqual([value?.toFixed(), missing], ['120', ['c']]);
  });

  it('weigh rates and lifetime values', () => {
    says(
      'Churn of A is 10 % (1 of 10 subscriptions), of B 0.91 % (9 of 990). Together it is 10 of 1,000: 1 %, not 5.5 %.',
    );
    says('LTV of A is 200.50 ÷ 100 customers, of B 99.50 ÷ 50. Together it is 300 ÷ 150 = 2.');
    const union = (unit: 'percent' | 'money', ...members: Member[]) =>
      rateTile(members, unit).value?.toFixed();
    const month = (id: string, value: string, of: ReturnType<typeof parts>) =>
      monthly(id, '2026-10-01', [{ value, ...of }]);
    assert.equal(
      union('percent', month('a', '10', parts('1', '10')), month('b', '0.91', parts('9', '990'))),
      '1',
    );
    assert.equal(
      union('money', month('a', '2.005', parts('200.50', '100')), month('b', '1.99', parts('99.50', '50'))),
      '2',
    );
  });

  it('go on with who had something to divide by', () => {
    says('In October no trial began in A, and 4 of 20 were paid for in B.');
    says("Trial conversion is 20 % as of 31 October, not `partial`; A's own is `null`, 0 of 0.");
    const none = monthly('a', '2026-10-01', [
      { value: '50', ...parts('1', '2') },
      { value: null, ...parts('0', '0') },
    ]);
    const { value, asOf, missing } = rateTile(
      [none, monthly('b', '2026-10-01', [{ value: '20', ...parts('4', '20') }])],
      'percent',
    );
    assert.deepEqual([value?.toFixed(), asOf, missing], ['20', '2026-10-31', []]);
    assert.deepEqual(
      [rateTile([none], 'percent').value, rateTile([none], 'percent').asOf],
      [null, '2026-10-31'],
    );
  });

  it('take only the last change back', () => {
    says("A day stood at 10 (A) + 5 (B) = 15. On 9 November A's value became 8.");
    says('The day now is 13, `restated_from` 15 until 9 November.');
    const until = '2026-11-09T08:00:00.000Z';
    const [point] = seriesByPeriod(
      [
        inSeries(daily('a', '2026-11-05', [{ value: '8', restated: { value: '10', until } }])),
        inSeries(daily('b', '2026-11-05', ['5'])),
      ],
      METRICS.revenue,
    );
    assert.equal(point?.value?.toFixed(), '13');
    assert.deepEqual([point?.restatedFrom?.value.toFixed(), point?.restatedFrom?.until], ['15', until]);
  });
});
