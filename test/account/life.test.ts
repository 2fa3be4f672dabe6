import assert from 'node:assert/strict';

import { CHARTS } from '../../activities/sync/charts.js';
import { DEMO_API_KEY, demoDevelopers } from '../../simulator/demo.js';
import type { account } from '../../workflows/account.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import {
  accountStateQuery,
  disconnectSignal,
  pauseUpdate,
  resumeUpdate,
  rollOverSignal,
  syncNowUpdate,
} from '../../workflows/messages.js';
import { connect, createProject } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import { startWorkerStack, type WorkerStack } from '../support/worker-stack.js';

describe('the life of an account', function () {
  this.timeout(120_000);
  let stack: WorkerStack;
  let projectId: string;

  before(async () => {
    stack = await startWorkerStack('http://localhost:3999', { cachedWorkflows: 0 });
    projectId = await createProject(stack);
  });
  after(() => stack?.stop());

  const handleOf = (accountId: string) =>
    stack.temporal.workflow.getHandle<typeof account>(accountWorkflowId(accountId));

  async function runsOf(accountId: string): Promise<string[]> {
    const runs = await stack.owner.prisma.sync_runs.findMany({
      where: { account_id: accountId },
      orderBy: { started_at: 'asc' },
    });
    return runs.map(({ kind, status }) => `${kind} ${status}`);
  }

  it('connects with an API key, syncs through fresh histories between its steps, and disconnects', async () => {
    // Slow enough that no step is over before somebody looks.
    const slow = { endpoint: '*', kind: 'slow', milliseconds: 1_200, times: null };
    await fetch(`${stack.simulator.url}/simulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(slow),
    });
    const accountId = await connect(stack, { projectId, with: { apiKey: DEMO_API_KEY } });
    const handle = handleOf(accountId);
    const histories = new Set<string>();
    await eventually(
      async () => {
        // A fresh history as often as possible: at each of these looks the run is at another step.
        await handle.signal(rollOverSignal);
        histories.add((await handle.describe()).runId);
        assert.deepEqual(await runsOf(accountId), ['first complete']);
      },
      { within: '60s' },
    );
    assert.ok(histories.size >= 3, `${histories.size} histories`);
    const points = await stack.owner.prisma.metric_points.groupBy({ by: ['metric'], _count: true });
    assert.deepEqual(points.map(({ metric }) => metric).sort(), CHARTS.map(({ metric }) => metric).sort());

    await fetch(`${stack.simulator.url}/simulator/faults`, { method: 'DELETE' });
    const again = await handle.executeUpdate(syncNowUpdate);
    assert.equal(again.accepted, true);
    await handle.signal(disconnectSignal);
    await handle.result();
    const row = await stack.owner.prisma.revenuecat_accounts.findFirstOrThrow({ where: { id: accountId } });
    assert.equal(row.status, 'disconnected');
    assert.equal((row.receipt as { credential_deleted?: boolean }).credential_deleted, true);
  });

  it('starts from its row alone when its workflow was ended by force', async () => {
    const accountId = await connect(stack, {
      projectId: await createProject(stack),
      with: { developerId: demoDevelopers.dana },
    });
    await handleOf(accountId).terminate('ended by force');
    const row = await stack.owner.prisma.revenuecat_accounts.findFirstOrThrow({ where: { id: accountId } });
    await stack.temporal.workflow.start<typeof account>('account', {
      workflowId: accountWorkflowId(accountId),
      taskQueue: stack.deps.taskQueue,
      args: [{ projectId: row.project_id, accountId, generation: row.generation }],
    });
    await eventually(async () => {
      const state = await handleOf(accountId).query(accountStateQuery);
      assert.equal(state?.credential.id, row.credential_id);
    });
    await handleOf(accountId).terminate('the test is over');
  });

  it('says in its row that it is paused, then that it is not', async () => {
    const accountId = await connect(stack, {
      projectId: await createProject(stack),
      with: { developerId: demoDevelopers.oskar },
    });
    const row = () => stack.owner.prisma.revenuecat_accounts.findFirstOrThrow({ where: { id: accountId } });
    await handleOf(accountId).executeUpdate(pauseUpdate);
    assert.equal((await row()).status, 'paused');
    assert.equal((await row()).next_sync_at, null);
    await handleOf(accountId).executeUpdate(resumeUpdate);
    assert.equal((await row()).status, 'connected');
    await handleOf(accountId).terminate('the test is over');
  });

  it('refreshes twice in a row; each pair is dead once the next is there, and is never used again', async () => {
    const own = await startWorkerStack('http://localhost:3998', {
      simulator: { settings: { accessTokenSeconds: 6 } },
      settings: { REFRESH_BEFORE_EXPIRY: '10s', SYNC_INTERVAL: '10s' },
    });
    try {
      const accountId = await connect(own, {
        projectId: await createProject(own),
        with: { developerId: demoDevelopers.dana },
      });
      await eventually(
        async () => {
          const row = await own.owner.prisma.revenuecat_accounts.findFirstOrThrow({
            where: { id: accountId },
          });
          assert.ok(row.credential_version >= 3, `version ${row.credential_version}`);
          assert.equal(row.health_status, 'healthy');
        },
        { within: '50s' },
      );
      const ledger = async (name: string) => {
        const answer = await fetch(`${own.simulator.url}/simulator/ledger/${name}`);
        return (await answer.json()) as { items: unknown[]; overlaps?: unknown[] };
      };
      assert.deepEqual((await ledger('dead-uses')).items, []);
      assert.deepEqual((await ledger('token-sends')).overlaps, []);
      const handle = own.temporal.workflow.getHandle(accountWorkflowId(accountId));
      await handle.terminate('the test is over');
    } finally {
      await own.stop();
    }
  });
});
