import assert from 'node:assert/strict';

import { accountWorkflowId } from '../../workflows/ids.js';
import { accountStateQuery } from '../../workflows/messages.js';
import { eventually } from '../support/eventually.js';
import type { Account, NumbersStage } from './stage.js';

/** How a sync went, as the api tells it. */
export interface RunSaid {
  readonly id: string;
  readonly status: string;
  readonly metrics: readonly {
    readonly metric: string;
    readonly status: string;
    readonly detail: string | null;
  }[];
}

/** Asks for a sync and waits for its end, whatever it has brought. */
export async function runOf(stage: NumbersStage, { id }: Account): Promise<RunSaid> {
  const workflow = stage.stack.temporal.workflow.getHandle(accountWorkflowId(id));
  // A run that has just been published is under way until its workflow has heard so, and would be joined.
  await eventually(async () => (await workflow.query(accountStateQuery))?.run === null);
  const begun = (await stage.write('POST', `/accounts/${id}/sync`)) as unknown as RunSaid;
  return eventually(
    async () => {
      const run = await stage.read<RunSaid>(`/accounts/${id}/syncs/${begun.id}`);
      assert.notEqual(run.status, 'running');
      return run;
    },
    { within: '120s', every: '100ms' },
  );
}
