import assert from 'node:assert/strict';

import { accountWorkflowId } from '../../../workflows/ids.js';
import { rollOverSignal } from '../../../workflows/messages.js';
import { eventually } from '../../support/eventually.js';
import type { Account } from './accounts.js';
import { settle } from './settle.js';
import type { Stage } from './stage.js';
import type { Result } from './table.js';
import { tallyOf } from './tally.js';
import { violations } from './violations.js';

/** Workflows that get a fresh history at the same time. */
const AT_ONCE = 8;

/** Forces workflows to continue as new, so many times in all, while signals for them keep coming. */
export async function withFreshHistories(stage: Stage, count: number): Promise<Result> {
  const { system, sender, ledger, accounts } = stage;
  const began = Date.now();
  sender.begin(stage.perSecond);
  const turns = Array.from({ length: count }, (_, n) => accounts[n % accounts.length]).values();
  let done = 0;
  const rollNext = async () => {
    for (const account of turns) {
      if (account === undefined) return;
      await rollOver(system.temporal, account);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, rollNext));
  const took = Date.now() - began;
  sender.pause();
  const stood = Date.now();
  const restless = await settle(stage);
  const quiet = Date.now();
  return {
    name: `${done} fresh histories`,
    kills: [],
    tally: tallyOf(ledger, began, quiet),
    disconnected: 0,
    rolledOver: done,
    quietAfter: (quiet - stood) / 1_000,
    note: `one every ${Math.round(took / done)} ms`,
    violations: [...restless, ...(await violations(stage))],
  };
}

/** Resolves once another run has taken over. */
async function rollOver(temporal: Stage['system']['temporal'], { id }: Account): Promise<void> {
  const handle = temporal.workflow.getHandle(accountWorkflowId(id));
  const { runId } = await handle.describe();
  await handle.signal(rollOverSignal);
  await eventually(
    async () => {
      assert.notEqual((await handle.describe()).runId, runId);
    },
    { within: '120s', every: '100ms' },
  );
}
