import '../support/quiet-runtime.js';

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type WorkflowBundle } from '@temporalio/worker';

import { workflowBundle } from '../../activities/bundle.js';
import { failureConverterPath } from '../../clients/temporal.js';

const FOLDER = 'test/histories';

describe('recorded histories', function () {
  this.timeout(60_000);
  let bundle: WorkflowBundle;

  before(async () => {
    bundle = await workflowBundle();
  });

  const sets = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());

  it('are there', () => {
    assert.ok(sets.length > 0);
  });

  for (const set of sets) {
    for (const file of readdirSync(`${FOLDER}/${set.name}`)) {
      it(`${set.name}/${file} replays on the workflows of today`, async () => {
        const history = historyFromJSON(JSON.parse(readFileSync(`${FOLDER}/${set.name}/${file}`, 'utf8')));
        await Worker.runReplayHistory(
          { workflowBundle: bundle, dataConverter: { failureConverterPath } },
          history,
          'revenuecat-account:replayed',
        );
      });
    }
  }
});
