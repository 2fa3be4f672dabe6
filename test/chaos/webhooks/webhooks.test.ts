import '../../support/quiet-runtime.js';

import assert from 'node:assert/strict';

import { randomFor } from '../../../simulator/book/random.js';
import { planKills } from './kills.js';
import { isAcknowledged } from './ledger.js';
import { playRound } from './round.js';
import { closeStage, openStage, type Stage } from './stage.js';

/** A small part of `npm run chaos:webhooks`; see docs/chaos.md. */
describe('when api, worker, Temporal and Postgres are killed while webhooks come', function () {
  this.timeout(240_000);
  let stage: Stage;

  before(async () => {
    stage = await openStage({ seed: 'test', accounts: 4, perSecond: 15 });
  });
  after(() => stage && closeStage(stage));

  it('each event that was answered 200 is one row, and counts exactly once, also where the owner disconnects', async () => {
    const kills = planKills(randomFor('chaos/test/webhooks'), 1, 0);
    const result = await playRound(stage, { name: '1', kills, disconnects: 1, rollOvers: 2 });
    assert.deepEqual(result.violations, []);
    const acknowledged = [...stage.ledger.entries.values()].filter(isAcknowledged);
    assert.ok(acknowledged.length > 50, `${acknowledged.length} events were answered 200`);
    assert.ok(result.tally.unanswered > 0, 'the api was killed under load');
  });
});
