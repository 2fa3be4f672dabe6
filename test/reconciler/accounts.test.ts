import assert from 'node:assert/strict';

import { newId } from '../../clients/ids.js';
import { demoDevelopers } from '../../simulator/demo.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { accountStateQuery, pauseUpdate, resumeUpdate, syncNowUpdate } from '../../workflows/messages.js';
import { connect, createProject } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import type { WorkerStack } from '../support/worker-stack.js';
import {
  connected,
  disconnect,
  endByForce,
  handleOf,
  lookAtAccounts,
  reconcile,
  repairDifference,
  repairsOf,
  rowOf,
  startReconcilerStack,
  startRun,
  statusOf,
  untilItWaits,
} from './reconciler.js';

describe('the reconciler of accounts', function () {
  this.timeout(120_000);
  let stack: WorkerStack;

  before(async () => {
    stack = await startReconcilerStack(3981);
  });
  afterEach(async () => {
    await stack.owner.prisma.reconciler_repairs.deleteMany();
  });
  after(() => stack?.stop());

  it('starts an account again whose workflow was ended by force, and its syncs go on', async () => {
    const projectId = await createProject(stack);
    const accountId = await connect(stack, { projectId, with: { developerId: demoDevelopers.dana } });
    await eventually(async () => (await rowOf(stack, accountId)).last_published_at !== null, {
      within: '30s',
    });
    const before = await rowOf(stack, accountId);
    await endByForce(stack, accountId);

    assert.deepEqual(await reconcile(stack, 'reconcileWorkflows'), {
      seen: 1,
      differences: 1,
      repaired: 1,
    });
    const answer = await handleOf(stack, accountId).executeUpdate(syncNowUpdate);
    assert.ok(answer.accepted);
    await eventually(
      async () => {
        const run = await stack.owner.prisma.sync_runs.findFirst({ where: { id: answer.runId } });
        assert.equal(run?.status, 'complete');
      },
      { within: '30s' },
    );
    const after = await rowOf(stack, accountId);
    assert.deepEqual(
      [after.status, after.health_status, after.credential_id, after.credential_version],
      ['connected', 'healthy', before.credential_id, before.credential_version],
    );
    assert.deepEqual(await repairsOf(stack), [`account_not_running ${accountId}`]);
    const entries = await stack.owner.prisma.timeline_entries.findMany({ where: { kind: 'restarted' } });
    assert.deepEqual(
      entries.map(({ account_id, message }) => [account_id, message.split('.')[0]]),
      [[accountId, 'Started again after an interruption on our side']],
    );
    assert.deepEqual(await reconcile(stack, 'reconcileWorkflows'), {
      seen: 1,
      differences: 0,
      repaired: 0,
    });
    await disconnect(stack, accountId);
  });

  it('starts a paused account again as a paused one', async () => {
    const accountId = await connected(stack);
    await handleOf(stack, accountId).executeUpdate(pauseUpdate);
    await endByForce(stack, accountId);
    assert.equal((await reconcile(stack, 'reconcileWorkflows')).repaired, 1);
    await eventually(async () => {
      const state = await handleOf(stack, accountId).query(accountStateQuery);
      assert.equal(state?.status, 'paused');
    });
    await handleOf(stack, accountId).executeUpdate(resumeUpdate);
    assert.equal((await rowOf(stack, accountId)).status, 'connected');
    await disconnect(stack, accountId);
  });

  it('leaves alone what is over when it looks again', async () => {
    const accountId = await connected(stack);
    await endByForce(stack, accountId);
    const [difference] = await lookAtAccounts(stack.deps);
    assert.equal(difference?.subject, accountId);
    await stack.temporal.workflow.start('account', {
      workflowId: accountWorkflowId(accountId),
      taskQueue: stack.deps.taskQueue,
      args: [{ projectId: difference.projectId, accountId, generation: 1 }],
    });
    assert.equal(await repairDifference(stack.deps, difference), false);
    assert.deepEqual(await repairsOf(stack), []);
    await disconnect(stack, accountId);
  });

  it('leaves alone what is another difference when it looks again, and repairs it in the run after', async () => {
    const accountId = await connected(stack);
    await endByForce(stack, accountId);
    const [difference] = await lookAtAccounts(stack.deps);
    assert.equal(difference?.kind, 'account_not_running');
    await stack.owner.prisma.revenuecat_accounts.updateMany({
      where: { id: accountId },
      data: { status: 'disconnecting' },
    });
    assert.equal(await repairDifference(stack.deps, difference), false);
    assert.equal(await statusOf(stack, accountId), 'TERMINATED');
    assert.equal((await reconcile(stack, 'reconcileWorkflows')).repaired, 1);
    await handleOf(stack, accountId).result();
  });

  it('repairs several at once, but nothing that only its second look could have seen', async () => {
    const [first, second, late] = [await connected(stack), await connected(stack), await connected(stack)];
    await endByForce(stack, first);
    await endByForce(stack, second);
    const run = await startRun(stack, 'reconcileWorkflows', { betweenLooks: 2_000 });
    await untilItWaits(run);
    await endByForce(stack, late);
    const { differences, repaired } = await run.result();
    assert.deepEqual({ differences, repaired }, { differences: 2, repaired: 2 });
    assert.deepEqual(await Promise.all([first, second, late].map((one) => statusOf(stack, one))), [
      'RUNNING',
      'RUNNING',
      'TERMINATED',
    ]);
    assert.equal((await reconcile(stack, 'reconcileWorkflows')).repaired, 1);
    assert.equal(await statusOf(stack, late), 'RUNNING');
    await disconnect(stack, first, second, late);
  });

  it('starts one workflow where two runs repair the same account at the same time', async () => {
    const accountId = await connected(stack);
    await endByForce(stack, accountId);
    const runs = await Promise.all([1, 2].map(() => reconcile(stack, 'reconcileWorkflows')));
    assert.equal(
      runs.reduce((sum, { repaired }) => sum + repaired, 0),
      1,
    );
    assert.deepEqual(await repairsOf(stack), [`account_not_running ${accountId}`]);
    await disconnect(stack, accountId);
  });

  it('looks at every account, however many there are', async () => {
    const [project_id, last] = [await createProject(stack), await connected(stack)];
    const rows = Array.from({ length: 1_001 }, (_, n) => ({
      project_id,
      id: newId('account'),
      revenuecat_project_id: `proj${n}`,
      revenuecat_project_name: 'Long gone',
      revenuecat_project_created_at: new Date('2025-01-01'),
      status: 'disconnected',
      disconnected_at: new Date(),
      credential_kind: 'oauth',
      budget_key: 'developer:test',
    }));
    await stack.owner.prisma.revenuecat_accounts.createMany({ data: rows });
    await endByForce(stack, last);
    assert.ok((await rowOf(stack, last)).project_id > project_id, 'it stands behind all the others');
    const { differences, repaired } = await reconcile(stack, 'reconcileWorkflows');
    assert.deepEqual({ differences, repaired }, { differences: 1, repaired: 1 });
    await disconnect(stack, last);
  });
});
