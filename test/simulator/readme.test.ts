import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { liveEventKinds } from '../../simulator/book/live-history.js';
import { chartCurrencies } from '../../simulator/book/money.js';
import { charts } from '../../simulator/charts/registry.js';
import { snakeKeys } from '../../simulator/control/casing.js';
import { environment } from '../../simulator/environment.js';
import { endpointNames } from '../../simulator/faults/fault.js';
import { defaultSettings } from '../../simulator/state/settings.js';

describe('simulator: README', () => {
  const readme = readFileSync('simulator/README.md', 'utf8');

  for (const [what, names] of [
    ['environment variable', Object.keys(environment.shape)],
    ['setting', Object.keys(snakeKeys(defaultSettings) as object)],
    ['endpoint that can fail', endpointNames],
    ['kind of live event', liveEventKinds],
  ] as const) {
    it(`explains every ${what}`, () => {
      const missing = names.filter((name) => !readme.includes(`\`${name}\``));
      assert.deepEqual(missing, []);
    });
  }

  it('names every currency, and no chart as missing that is drawn', () => {
    assert.ok(chartCurrencies.every((currency) => readme.includes(currency)));
    const missing =
      /Not drawn, hence refused with 400:([^.]*)\./.exec(readme.replace(/\s+/g, ' '))?.[1] ?? '';
    assert.ok([...charts.keys()].every((name) => !missing.includes(`\`${name}\``)));
    assert.ok(missing.includes('cohort_explorer'));
  });
});
