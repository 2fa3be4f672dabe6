import assert from 'node:assert/strict';

import { accountWorkflowId } from '../../../workflows/ids.js';
import { rollOverSignal } from '../../../workflows/messages.js';
import { eventually } from '../../support/eventually.js';
import type { Account } from './accounts.js';
import { conclude } from './conclude.js';
import type { Stage } from './stage.js';
import type { Result } from './table.js';
import { tallyOf } from './tally.js';

/** Workflows that get a fresh history at the same time. */
const AT_ONCE = 12;

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
  sender.pause();
  const stood = Date.now();
  const { notNow, unanswered } = tallyOf(ledger, began, stood);
  const unsafe = notNow + unanswered;
  return conclude(stage, {
    name: `${done} fresh histories`,
    ...{ began, stood, kills: [], deaths: [], rolledOver: done },
    note: `one every ${Math.round((stood - began) / done)} ms`,
    wrong: unsafe > 0 ? [`${unsafe} deliveries were not answered although nothing was away`] : [],
  });
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
