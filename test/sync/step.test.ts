import assert from 'node:assert/strict';

import { runSyncStep } from '../../activities/sync/step.js';
import { DEMO_API_KEY } from '../../simulator/demo.js';
import type { SyncStepInput } from '../../workflows/activities.js';
import { connect, createProject } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import { startWorkerStack, type WorkerStack } from '../support/worker-stack.js';

describe('a step of a run', function () {
  this.timeout(120_000);
  let stack: WorkerStack;
  let input: SyncStepInput;
  before(async () => {
    stack = await startWorkerStack('http://localhost:3981');
    const projectId = await createProject(stack);
    const accountId = await connect(stack, { projectId, with: { apiKey: DEMO_API_KEY } });
    await eventually(
      async () =>
        assert.equal(await stack.owner.prisma.sync_runs.count({ where: { status: 'complete' } }), 1),
      { within: '60s' },
    );
    const account = await stack.owner.prisma.revenuecat_accounts.findFirstOrThrow();
    input = {
      ...{ projectId, accountId, generation: account.generation, runId: 'run_again', step: 'chart:mrr' },
      ...{ from: '2026-10-14', asOf: new Date().toISOString().slice(0, 10), currency: 'USD' },
      ...{ revenueCatProjectId: account.revenuecat_project_id, credentialId: account.credential_id ?? '' },
      ...{ budgetKey: account.budget_key, awaited: true, urgent: true, since: Date.now() },
    };
    await stack.owner.prisma.sync_runs.create({
      data: {
        ...{ project_id: projectId, account_id: accountId, id: input.runId, kind: 'manual' },
        ...{ slot: new Date(), status: 'running', as_of: new Date(input.asOf), currency: 'USD' },
      },
    });
  });
  after(() => stack?.stop());

  async function requests(end: string): Promise<{ path: string; query: string }[]> {
    const answer = await fetch(`${stack.simulator.url}/simulator/ledger/requests`);
    const { items } = (await answer.json()) as { items: { path: string; query: string }[] };
    return items.filter(({ path }) => path.endsWith(end));
  }
  const requestsFor = async (end: string) => (await requests(end)).length;

  it('whose answer was lost is not asked of RevenueCat again', async () => {
    const before = await requestsFor('/charts/mrr');
    const answer = await runSyncStep(stack.deps, input);
    assert.equal(answer.kind === 'done' && answer.status.outcome, 'fetched');
    assert.deepEqual(await runSyncStep(stack.deps, input), answer);
    assert.equal(await requestsFor('/charts/mrr'), before + 1);
  });

  it('by product asks for more products than any project has, so that none comes and goes', async () => {
    const divided = (await requests('/charts/revenue')).find(({ query }) => query.includes('segment='));
    assert.match(divided?.query ?? '', /limit_num_segments=1000\b/);
  });

  it('that RevenueCat refused stays refused in its run, with the same reason', async () => {
    const refused = { ...input, step: 'chart:churn', revenueCatProjectId: 'proj_of_nobody' };
    const answer = await runSyncStep(stack.deps, refused);
    assert.ok(answer.kind === 'done');
    assert.deepEqual([answer.status.outcome, answer.status.calls], ['refused', 1]);
    assert.deepEqual(await runSyncStep(stack.deps, refused), answer);
    assert.equal(await requestsFor('/proj_of_nobody/charts/churn'), 1);
  });

  it('that RevenueCat refused is asked again with another credential', async () => {
    const { credentialId } = input;
    const { prisma } = stack.owner;
    const row = await prisma.sync_staging.findFirstOrThrow({ where: { step: 'chart:churn' } });
    const data = { ...(row.data as object), credentialId: `before ${credentialId}` };
    await prisma.sync_staging.updateMany({ where: { step: 'chart:churn' }, data: { data } });
    const answer = await runSyncStep(stack.deps, { ...input, step: 'chart:churn' });
    assert.equal(answer.kind === 'done' && answer.status.outcome, 'fetched');
  });
});
