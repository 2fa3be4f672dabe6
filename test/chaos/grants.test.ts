import '../support/quiet-runtime.js';

import assert from 'node:assert/strict';

import { randomFor } from '../../simulator/book/random.js';
import { accountsIn, kindsIn } from './note.js';
import { planRound } from './plan.js';
import { ENOUGH, playRound } from './round.js';
import { openStage, recover, type Stage } from './stage.js';
import type { RoundResult } from './table.js';

/** A small part of `npm run chaos:grants`; see docs/chaos.md. */
describe('when a worker process is killed in the middle of everything', function () {
  this.timeout(180_000);
  let stage: Stage;
  const random = randomFor('chaos/test');

  before(async () => {
    const volume = { accounts: 12, connects: 1, keys: 1, reconnects: 1, disconnects: 1, extras: true };
    stage = await openStage({ seed: 'test', volume, keys: 2 });
  });
  after(() => stage?.world.stop());

  function mustBeClean({ kills, violations }: RoundResult): void {
    assert.deepEqual(violations, []);
    for (const { point, note } of kills) {
      assert.equal(note.point, point);
      assert.ok(accountsIn(note.steps) >= ENOUGH.accounts, `${accountsIn(note.steps)} accounts in flight`);
      assert.ok(kindsIn(note.steps) >= ENOUGH.kinds, `${kindsIn(note.steps)} kinds of steps`);
    }
  }

  it('loses no grant but those whose pair it had in hand while Vault was away, and reconnecting brings these back', async () => {
    const plan = planRound(1, random, { point: 'refresh.answered', withoutVault: true });
    const result = await playRound(stage, plan);
    mustBeClean(result);
    assert.ok(result.lost > 0, 'a pair in hand was lost');
    assert.ok((await recover(stage)) > 0);
  });

  it('deletes no credential half, leaves no secret behind and finishes every attempt to connect', async () => {
    const plan = planRound(2, random, { point: 'delete.destroyed', withoutVault: false });
    mustBeClean(await playRound(stage, plan));
    await recover(stage);
  });
});
