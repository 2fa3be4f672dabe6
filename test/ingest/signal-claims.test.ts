import assert from 'node:assert/strict';

import { Client, type WorkflowClientInterceptor } from '@temporalio/client';
import { MockActivityEnvironment } from '@temporalio/testing';

import { createSweepActivities } from '../../activities/sweep.js';
import { claimFrom, type ClaimSignal } from '../../api/ingest/signal-claims.js';
import { connectDatabase, type Database } from '../../clients/postgres.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { eventually } from '../support/eventually.js';
import { bodyOf, deliver, renewal } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { addAccount, makeTenant, type Tenant } from './tenant.js';

describe('The signal of an account', () => {
  let stage: Stage;
  let tenant: Tenant;
  let worker: Database;
  let claim: ClaimSignal;

  before(async () => {
    stage = await startStage();
    claim = claimFrom(stage.deps.database);
    const { config, log } = stage.deps;
    const options = { role: 'revenue_worker', connections: 2, statementTimeout: 4_000, log } as const;
    worker = connectDatabase(config.DATABASE_URL ?? '', options);
  });
  beforeEach(async () => {
    tenant = await makeTenant(stage);
    await stage.owner.prisma.event_inbox.create({ data: { ...row(), event_id: 'e1', size: 1 } });
  });
  after(async () => {
    await worker.close();
    await stage.close();
  });

  const row = () => ({ project_id: tenant.projectId, account_id: tenant.accounts[0] ?? '' });
  const claimed = (gap = 1_000) =>
    claim({ projectId: tenant.projectId, accountId: tenant.accounts[0] ?? '' }, gap);
  const lastSignal = (secondsAgo: number) =>
    stage.owner.prisma.account_signals.updateMany({
      where: row(),
      data: { signalled_at: new Date(Date.now() - secondsAgo * 1_000) },
    });
  const wish = (seconds: number) =>
    stage.owner.prisma.revenuecat_accounts.updateMany({
      where: { id: row().account_id },
      data: { signal_gap_seconds: seconds },
    });

  const sweepOn = (temporal: Client) => {
    type SweepDeps = Parameters<typeof createSweepActivities>[0];
    const sweep = createSweepActivities({ database: worker, temporal, log: stage.deps.log } as SweepDeps);
    return () => sweep.signalWaitingAccounts();
  };
  const inActivity = <T>(work: () => Promise<T>) => new MockActivityEnvironment().run(work);

  it('is sent by one of many processes, and the others wait for what is left of the gap', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => claimed(60_000)));
    assert.equal(answers.filter((wait) => wait === 0).length, 1, answers.join());
    for (const wait of answers)
      assert.ok(wait === 0 || (wait !== null && wait > 0 && wait <= 60_000), `${wait}`);
    await lastSignal(61);
    assert.equal(await claimed(60_000), 0);
  });

  it('is sent once a minute, all processes together, while the account asks for that', async () => {
    await wish(60);
    assert.equal(await claimed(), 0);
    await lastSignal(30);
    const wait = (await claimed()) ?? 0;
    assert.ok(wait > 20_000 && wait <= 30_500, `${wait}`);
    await lastSignal(61);
    assert.equal(await claimed(), 0);
  });

  it('is not sent when nothing waits any more', async () => {
    await stage.owner.prisma.event_inbox.deleteMany({ where: row() });
    assert.equal(await claimed(), null);
  });

  it('that was lost is made up for by the sweep, at the same pace', async () => {
    const { temporal, taskQueue } = stage.deps;
    const handle = await temporal.workflow.start('account', {
      workflowId: accountWorkflowId(row().account_id),
      taskQueue,
    });
    const signals = async () =>
      (await handle.fetchHistory()).events?.filter((event) => event.workflowExecutionSignaledEventAttributes)
        .length;
    const sweep = async (receivedSecondsAgo: number) => {
      await stage.owner.prisma.event_inbox.updateMany({
        where: row(),
        data: { received_at: new Date(Date.now() - receivedSecondsAgo * 1_000) },
      });
      await inActivity(sweepOn(temporal));
      return signals();
    };
    assert.equal(await sweep(5), 0, 'the signal may still come');
    assert.equal(await sweep(20), 1);
    assert.equal(await sweep(20), 1, 'it was signalled a moment ago');
    await lastSignal(20);
    assert.equal(await sweep(120), 2);
    await wish(60);
    await lastSignal(30);
    assert.equal(await sweep(120), 2, 'it asks for a minute');
    await lastSignal(61);
    assert.equal(await sweep(120), 3);
  });

  it('is sent by the sweep also where all accounts before it in line cannot be told', async () => {
    const { temporal, taskQueue } = stage.deps;
    const start = { workflowId: accountWorkflowId(row().account_id), taskQueue };
    const handle = await temporal.workflow.start('account', start);
    const received = (minutesAgo: number) => ({ received_at: new Date(Date.now() - minutesAgo * 60_000) });
    const refused = new Set<string>();
    for (let n = 0; n < 20; n += 1) {
      const account_id = await addAccount(stage, tenant.projectId);
      refused.add(accountWorkflowId(account_id));
      const data = { ...row(), account_id, event_id: account_id, size: 1, ...received(9) };
      await stage.owner.prisma.event_inbox.create({ data });
    }
    await stage.owner.prisma.event_inbox.updateMany({ where: row(), data: received(5) });
    // As a Temporal that has trouble with some of its workflows would answer.
    const interceptor: WorkflowClientInterceptor = {
      signal: (input, next) =>
        refused.has(input.workflowExecution.workflowId ?? '')
          ? Promise.reject(new Error('trouble'))
          : next(input),
    };
    const { connection } = temporal;
    const client = new Client({ connection, interceptors: { workflow: [interceptor] } });
    await inActivity(() => assert.rejects(sweepOn(client), { message: 'trouble' }));
    const { events } = await handle.fetchHistory();
    assert.equal(events?.filter((event) => event.workflowExecutionSignaledEventAttributes).length, 1);
  });

  it('comes no more often from two api processes than from one', async () => {
    const { temporal, taskQueue } = stage.deps;
    const start = { workflowId: accountWorkflowId(row().account_id), taskQueue };
    const handle = await temporal.workflow.start('account', start);
    const apis = [stage, await stage.secondServer()];
    const times = async () =>
      ((await handle.fetchHistory()).events ?? [])
        .filter((event) => event.workflowExecutionSignaledEventAttributes)
        .map(({ eventTime }) => Number(eventTime?.seconds) + Number(eventTime?.nanos) / 1e9);
    const span = (signals: readonly number[]) => (signals.at(-1) ?? 0) - (signals[0] ?? 0);
    await eventually(
      async () => {
        const sends = apis.map((api) => deliver(api, tenant, bodyOf(renewal())));
        assert.ok((await Promise.all(sends)).every(({ status }) => status === 200));
        return span(await times()) >= 4;
      },
      { within: '30s', every: '10ms' },
    );
    const signals = await times();
    // One a second, and one for what a slow answer of Temporal adds. Without a common pace it would be twice as many.
    assert.ok(signals.length <= span(signals) + 2, `${signals.length} signals in ${span(signals)} s`);
  });
});
