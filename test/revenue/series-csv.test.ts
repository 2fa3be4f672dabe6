import assert from 'node:assert/strict';

import type { SeriesAnswer } from '../../api/revenue/series-answer.js';
import { seriesToCsv } from '../../api/revenue/series-csv.js';

const account = { status: 'connected', last_published_at: null, disconnected_at: null };

/** Two accounts that are called so, and a day on which one of them gave back more than it took. */
function csv(...names: [string, string]): string {
  const [first = '', second = ''] = names;
  const series = {
    ...{ metric: 'revenue', unit: 'money', currency: 'USD', resolution: 'day', product: null },
    ...{ from: '2026-11-20', to: '2026-11-20', begins: '2026-11-20', missing: [], left_out: [] },
    lineage: { chart: 'revenue', derived_from: null, formula: '' },
    accounts: [
      { ...account, account_id: 'acc_1', name: first },
      { ...account, account_id: 'acc_2', name: second },
    ],
    points: [
      {
        ...{ date: '2026-11-20', value: '-2.2', complete: true, partial: false },
        restated_from: { value: '-3', until: '2026-11-21T08:00:00.000Z' },
        by_account: [
          { account_id: 'acc_1', value: '-3.3' },
          { account_id: 'acc_2', value: '1.1' },
        ],
      },
    ],
  } satisfies SeriesAnswer;
  return seriesToCsv(series);
}

describe('a series as a table for spreadsheets', () => {
  for (const start of ['=', '+', '-', '@', '\t', '\r']) {
    it(`disarms a name that begins with ${JSON.stringify(start)}`, () => {
      const header = csv(`${start}1+1`, 'Second').split('\r\n')[0] ?? '';
      const cell = `'${start}1+1 (acc_1)`;
      // A carriage return is quoted, too, else it would begin a row.
      assert.ok(header.includes(start === '\r' ? `,"${cell}",` : `,${cell},`), header);
    });
  }

  for (const end of ['\r', '\n', '\r\n']) {
    it(`keeps a name with ${JSON.stringify(end)} in it in one cell, so that what follows begins no row`, () => {
      assert.ok(csv(`a${end}=1+1`, 'Second').includes(`,"a${end}=1+1 (acc_1)",Second (acc_2)\r\n`));
    });
  }

  it('keeps amounts below zero numbers', () => {
    const row = csv('First', 'Second').split('\r\n')[1];
    assert.equal(row, '2026-11-20,-2.2,USD,true,false,-3,2026-11-21T08:00:00.000Z,-3.3,1.1');
  });
});
