import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { CHARTS } from '../../activities/sync/charts.js';
import type { sync_runs } from '../../prisma/generated/client.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { accountStateQuery, manageWebhookUpdate, syncNowUpdate } from '../../workflows/messages.js';
import { attempt, connect, createProject } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import { hasDescription } from '../support/openapi.js';
import { startWorkerStack, type WorkerStack } from '../support/worker-stack.js';
import { type MockServer, startMockServer } from './mock-server.js';

const METRICS = CHARTS.flatMap(({ metric, byProduct }) =>
  byProduct ? [metric, `${metric}_by_product`] : [metric],
);
/** Names of fields, and what is wrong with them; never what they hold. */
const EVIDENCE = /^[\w.]+: [\w ]+(; [\w.]+: [\w ]+)*$|^unsupported_params\.segment$/;

type MetricStatus = { metric: string; status: string; detail: string | null };

/** Answers of somebody else's making: what they break becomes a named status, and nothing else breaks. */
describe("a mock server over RevenueCat's OpenAPI description", function () {
  this.timeout(600_000);
  let mock: MockServer;
  let stack: WorkerStack;
  before(async function () {
    if (!hasDescription()) this.skip();
    mock = await startMockServer();
    stack = await startWorkerStack('http://localhost:3987', {
      settings: { REVENUECAT_API_URL: mock.url },
    });
  });
  after(async () => {
    await stack?.stop();
    await mock?.close();
  });

  it('can be connected and synced when it answers the examples of the description', async () => {
    const account = await connected();
    const run = await newestRun(account, 0);
    assert.equal(run.status, 'failed');
    for (const { status, detail } of metricsOf(run)) {
      assert.equal(status, 'unexpected');
      assert.match(detail ?? '', EVIDENCE);
    }
    await eventually(async () => {
      const row = await stack.owner.prisma.revenuecat_accounts.findFirst({ where: { id: account } });
      assert.equal(row?.health_cause, 'unexpected_response');
    });
    await isWell(account);
  });

  it('can be synced when it answers at random: each metric has a status, and the run an end', async () => {
    const account = await connected();
    await newestRun(account, 0);
    for (let seed = 1; seed <= 6; seed += 1) {
      mock.behave({ kind: 'random', seed: `sync-${seed}` });
      const run = await syncNow(account);
      assert.ok(['complete', 'partial', 'failed'].includes(run.status), run.status);
      for (const { status, detail } of metricsOf(run)) {
        if (status === 'ok') continue;
        assert.equal(status, 'unexpected');
        assert.match(detail ?? '', EVIDENCE);
      }
      await isWell(account);
    }
  });

  it('can be connected to at random, or an answer says why not', async () => {
    const ends = new Set<string>();
    for (let seed = 1; seed <= 8; seed += 1) {
      mock.behave({ kind: 'random', seed: `connect-${seed}` });
      const projectId = await createProject(stack);
      const { workflowId, ended } = await attempt(stack, { projectId, with: { apiKey: 'sk_of_test' } });
      ends.add(ended.problem ?? ended.status);
      await hasNoFailedTasks(workflowId);
      if (ended.accountId !== null) {
        await newestRun(ended.accountId, 0);
        await isWell(ended.accountId);
      }
    }
    const known = ['bound', 'no-revenuecat-projects', 'provider-unavailable'];
    assert.deepEqual(
      [...ends].filter((end) => !known.includes(end)),
      [],
    );
    assert.ok(ends.has('bound'), [...ends].join());
  });

  it('may answer any of its errors: the metrics are unavailable for it', async () => {
    for (const status of [400, 403, 404, 503]) {
      const account = await connected();
      await newestRun(account, 0);
      mock.behave({ kind: 'error', status, path: /\/charts\// });
      const run = await syncNow(account);
      assert.equal(run.status, 'failed');
      assert.ok(
        metricsOf(run).every((metric) => metric.status === 'unavailable'),
        JSON.stringify(run),
      );
      await isWell(account);
    }
  });

  it('can be given our webhook, whatever it answers', async () => {
    const account = await connected();
    const handle = stack.temporal.workflow.getHandle(accountWorkflowId(account));
    for (let seed = 0; seed <= 4; seed += 1) {
      mock.behave(seed === 0 ? { kind: 'examples' } : { kind: 'random', seed: `webhook-${seed}` });
      await handle.executeUpdate(manageWebhookUpdate, { args: [true] });
      await eventually(async () => (await handle.query(accountStateQuery))?.webhookDue === false);
      await isWell(account);
    }
  });

  async function connected(): Promise<string> {
    mock.behave({ kind: 'examples' });
    const projectId = await createProject(stack);
    const token = `rlwh_${projectId}`;
    await stack.apiVault.write('webhook-tokens', projectId, { token }, 0);
    const webhook_token_hash = new Uint8Array(createHash('sha256').update(token).digest());
    await stack.owner.prisma.revenue_layers.create({
      data: { project_id: projectId, currency: 'USD', webhook_token_hash },
    });
    return connect(stack, { projectId, with: { apiKey: 'sk_of_test' } });
  }

  /** The newest run once there are more than so many, all of them over. */
  function newestRun(account: string, before: number): Promise<sync_runs> {
    return eventually(
      async () => {
        const runs = await stack.owner.prisma.sync_runs.findMany({
          where: { account_id: account },
          orderBy: { started_at: 'desc' },
        });
        const [newest] = runs;
        assert.ok(newest !== undefined && runs.length > before, 'no run yet');
        assert.notEqual(newest.finished_at, null, `${newest.steps_done} of ${newest.steps_total} steps`);
        return newest;
      },
      { within: '120s', every: '100ms' },
    );
  }

  async function syncNow(account: string): Promise<sync_runs> {
    const before = await stack.owner.prisma.sync_runs.count({ where: { account_id: account } });
    const handle = stack.temporal.workflow.getHandle(accountWorkflowId(account));
    // A run that has just been published is still the one under way until its workflow has heard so, and would be joined.
    await eventually(async () => (await handle.query(accountStateQuery))?.run === null, { within: '60s' });
    const answer = await handle.executeUpdate(syncNowUpdate);
    assert.ok(answer.accepted, JSON.stringify(answer));
    return newestRun(account, before);
  }

  /** Every metric once. */
  function metricsOf(run: sync_runs): MetricStatus[] {
    const metrics = run.metrics as unknown as MetricStatus[];
    assert.deepEqual(metrics.map(({ metric }) => metric).sort(), [...METRICS].sort());
    return metrics;
  }

  /** The account's workflow runs, answers, and has never stumbled over its own code. */
  async function isWell(account: string): Promise<void> {
    const handle = stack.temporal.workflow.getHandle(accountWorkflowId(account));
    assert.equal((await handle.describe()).status.name, 'RUNNING');
    assert.equal((await handle.query(accountStateQuery))?.status, 'connected');
    await hasNoFailedTasks(accountWorkflowId(account));
  }

  async function hasNoFailedTasks(workflowId: string): Promise<void> {
    const { events } = await stack.temporal.workflow.getHandle(workflowId).fetchHistory();
    const failed = (events ?? []).filter((event) => event.workflowTaskFailedEventAttributes);
    assert.deepEqual(
      failed.map((event) => event.workflowTaskFailedEventAttributes?.failure?.message),
      [],
    );
  }
});
