import assert from 'node:assert/strict';

import type { Summary, Tile } from '../../web/src/api/types.js';
import { periodOf, reachOf, sharedPeriod } from '../../web/src/pages/revenue/tiles/compared-days.js';
import { sparklinePath } from '../../web/src/pages/revenue/tiles/sparkline-path.js';
import { tilesCsv } from '../../web/src/pages/revenue/tiles/tiles-csv.js';
import { whyEmpty } from '../../web/src/pages/revenue/tiles/why-empty.js';

const BOX = { width: 100, height: 22 };

describe('The small line in a tile', () => {
  it('begins at zero, so that a small change does not look like a fall', () => {
    assert.equal(sparklinePath([100, 90], BOX), 'M0.0 1.0L100.0 3.0');
  });

  it('goes below zero where values do', () => {
    assert.equal(sparklinePath([10, -10], BOX), 'M0.0 1.0L100.0 21.0');
  });

  it('keeps a gap, and is not drawn for a single value', () => {
    assert.equal(sparklinePath([10, null, 10], BOX), 'M0.0 1.0M100.0 1.0');
    assert.equal(sparklinePath([null, 10], BOX), null);
  });
});

describe('A tile without a number', () => {
  const account = { account_id: 'acc_1', last_published_at: '2026-11-22T11:40:00.000Z' };
  const why = (accounts: number, parts: object | null, missing: readonly object[] = []) =>
    whyEmpty(
      { metric: 'churn_rate', parts } as unknown as Tile,
      {
        accounts: Array.from({ length: accounts }, () => account),
        ...{ missing, left_out: [] },
      } as unknown as Summary,
    );

  it('says why, in a few words', () => {
    assert.equal(why(0, null), 'no account connected');
    assert.equal(why(2, { numerator: '0', denominator: '0' }), 'nothing to divide by');
    assert.equal(why(2, null), 'choose one account');
    assert.equal(why(1, null, [{ account_id: 'acc_1', metrics: ['churn_rate'] }]), 'no number yet');
  });
});

describe('The tiles as CSV', () => {
  it('have one header row, plain numbers and nothing for what is missing', () => {
    const tile = { metric: 'mrr', value: '48210.00', unit: 'money', currency: 'USD', as_of: '2026-11-20' };
    const summary = { tiles: [{ ...tile, complete: true, partial: false, previous: null }] };
    const [header, row, end] = tilesCsv(summary as unknown as Summary).split('\r\n');
    assert.equal(header?.split(',').length, 11);
    assert.equal(row, 'mrr,48210.00,money,USD,2026-11-20,true,false,,,,');
    assert.equal(end, '');
  });
});

describe('The days that tiles are of', () => {
  const today = '2026-11-23';
  const of = (as_of: string | null, before: string | null, more: object = {}) =>
    ({
      as_of,
      previous: before === null ? null : { value: 1, as_of: before },
      complete: true,
      ...more,
    }) as unknown as Tile;

  it('are said once for a group where they are the same', () => {
    const tiles = [of('2026-11-22', null), of('2026-11-22', '2026-10-23'), of(null, null)];
    assert.equal(sharedPeriod('now', tiles, today), '22 Nov vs 23 Oct');
    assert.equal(sharedPeriod('value', [of('2026-10-31', '2026-09-30')], today), 'Oct vs Sep');
    assert.equal(sharedPeriod('now', [of(null, null)], today), '');
  });

  it('are said by each tile where they differ', () => {
    const tiles = [of('2026-11-22', '2026-10-23'), of('2026-11-20', null)];
    assert.equal(sharedPeriod('now', tiles, today), null);
    assert.deepEqual(
      tiles.map((tile) => periodOf('now', tile, today)),
      ['22 Nov vs 23 Oct', '20 Nov'],
    );
  });

  it('include today only where today is in them', () => {
    const running = { complete: false, complete_days_as_of: '2026-11-22' };
    const now = of('2026-11-23', '2026-11-15', running);
    assert.equal(periodOf('days', now, today), 'including today so far; change by complete days');
    assert.equal(reachOf(now, '2026-11-23', today), 'up to 23 Nov 2026, including today so far');
    const stood = of('2026-11-20', null, { complete: false, complete_days_as_of: '2026-11-19' });
    assert.equal(periodOf('days', stood, today), 'including 20 Nov so far');
    assert.equal(reachOf(stood, '2026-11-20', today), 'up to 20 Nov 2026, including that day so far');
    const whole = of('2026-11-22', null, { complete: false, complete_days_as_of: '2026-11-22' });
    assert.equal(periodOf('days', whole, today), 'up to 22 Nov');
    assert.equal(sharedPeriod('days', [now, whole], today), null);
  });
});
