import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { bookMetrics } from '../../simulator/book/answers.js';
import { liveEventKinds } from '../../simulator/book/live-history.js';
import { chartCurrencies } from '../../simulator/book/money.js';
import { charts } from '../../simulator/charts/registry.js';
import { snakeKeys } from '../../simulator/control/casing.js';
import { environment } from '../../simulator/environment.js';
import { deformations } from '../../simulator/faults/deform.js';
import { endpointNames } from '../../simulator/faults/fault.js';
import { defaultSettings } from '../../simulator/state/settings.js';
import { restatementKinds } from '../../simulator/webhooks/restate.js';

describe('simulator: README', () => {
  const readme = readFileSync('simulator/README.md', 'utf8');

  for (const [what, names] of [
    ['environment variable', Object.keys(environment.shape)],
    ['setting', Object.keys(snakeKeys(defaultSettings) as object)],
    ['endpoint that can fail', endpointNames],
    ['kind of live event', liveEventKinds],
    ['kind of restatement', restatementKinds],
    ['way to deform a chart', deformations],
    ['metric the book answers', bookMetrics],
  ] as const) {
    it(`explains every ${what}`, () => {
      const missing = names.filter((name) => !readme.includes(`\`${name}\``));
      assert.deepEqual(missing, []);
    });
  }

  it('names every currency, and every chart with its measures and selectors', () => {
    assert.ok(chartCurrencies.every((currency) => readme.includes(currency)));
    for (const chart of charts.values()) {
      const row = readme.split('\n').find((line) => line.startsWith(`| \`${chart.name}\` `)) ?? '';
      const choices = { conversion_timeframe: '7_days', customer_lifetime: '30_days' };
      const measures = chart.kind === 'table' ? [] : chart.measures(choices, 'v3');
      const missing = [
        ...measures.map(({ displayName }) => displayName).filter((name) => !row.includes(name)),
        ...chart.selectors.filter((name) => !row.includes(`\`${name}\``)),
      ];
      assert.deepEqual(missing, [], `${chart.name}: ${row}`);
    }
  });
});
