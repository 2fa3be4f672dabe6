import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { Client, Connection } from '@temporalio/client';
import { defaultPayloadConverter } from '@temporalio/common';

import type { ClaimSignal } from '../../api/ingest/signal-claims.js';
import { Signaller, type SignalPace } from '../../api/ingest/signaller.js';
import { newId } from '../../clients/ids.js';
import { createLog } from '../../clients/log.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import type { EventsArrived } from '../../workflows/messages.js';
import { eventually } from '../support/eventually.js';
import { services } from '../support/services.js';
import { bodyOf, deliver, renewal } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { makeTenant, type Tenant } from './tenant.js';

const PACE: SignalPace = { shortestGap: 200, longestGap: 800, calm: 100, perSecond: 100 };
const log = createLog('test', 'silent');
const projectId = newId('project');

describe('After events are stored, their account', () => {
  let temporal: Client;
  const signallers: Signaller[] = [];

  before(async () => {
    temporal = new Client({ connection: Connection.lazy({ address: (await services()).temporalAddress }) });
  });
  after(async () => {
    await Promise.all(signallers.map((signaller) => signaller.close()));
    await temporal.connection.close();
  });

  it('is told at once, with how many, how old and which', async () => {
    const account = await runningAccount();
    const signaller = start();
    signaller.arrived({ projectId, accountId: account, eventId: 'e1', type: 'RENEWAL', receivedAt: 1_000 });
    signaller.arrived({ projectId, accountId: account, eventId: 'e2', type: 'TEST', receivedAt: 2_000 });
    const [signal] = await signalsOf(account, 1);
    assert.deepEqual(signal, {
      count: 2,
      oldest: '1970-01-01T00:00:01.000Z',
      newest: '1970-01-01T00:00:02.000Z',
      samples: [
        { id: 'e1', type: 'RENEWAL' },
        { id: 'e2', type: 'TEST' },
      ],
    });
  });

  it('is told of a flood in few signals that name all of it together, each with at most 20 samples', async () => {
    const account = await runningAccount();
    const signaller = start();
    for (let n = 0; n < 1_000; n += 1) {
      signaller.arrived({
        projectId,
        accountId: account,
        eventId: `e${n}`,
        type: 'RENEWAL',
        receivedAt: Date.now(),
      });
      if (n % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const signals = await eventually(async () => {
      const met = await signalsOf(account, 1);
      return total(met) === 1_000 && met;
    });
    assert.ok(signals.length <= 4, `${signals.length} signals`);
    assert.ok(signals.every(({ samples }) => samples.length <= 20));
  });

  it('is told of the end of a flood without the wait that a flood is worth', async () => {
    const account = await runningAccount();
    const signaller = start({ ...PACE, longestGap: 3_600_000 });
    const flood = (from: number) => {
      for (let n = from; n < from + 50; n += 1)
        signaller.arrived({
          projectId,
          accountId: account,
          eventId: `e${n}`,
          type: 'RENEWAL',
          receivedAt: 0,
        });
    };
    flood(0);
    await signalsOf(account, 1);
    flood(50);
    const signals = await eventually(async () => {
      const met = await signalsOf(account, 1);
      return total(met) === 100 && met;
    });
    assert.ok(signals.length <= 3, `${signals.length} signals`);
  });

  for (const [flow, every, calm] of [
    ['a flood', '5ms', 100],
    ['a trickle', '60ms', 100],
    ['one event after the other', '60ms', 20],
  ] as const) {
    it(`is told again and again while ${flow} comes, never before its gap is over, and of all of it`, async () => {
      const account = await runningAccount();
      const claims: number[] = [];
      const signaller = start({ ...PACE, calm }, () => {
        claims.push(performance.now());
        return Promise.resolve(0);
      });
      let arrived = 0;
      // A signal that waits for the flow to pause would never come; the patience is many times the longest gap.
      await eventually(
        () => {
          const event = { eventId: `e${(arrived += 1)}`, type: 'RENEWAL', receivedAt: Date.now() };
          signaller.arrived({ projectId, accountId: account, ...event });
          return claims.length >= 6;
        },
        { within: '30s', every },
      );
      await eventually(async () => assert.equal(total(await signalsOf(account, 1)), arrived));
      const gaps = claims.slice(1).map((at, n) => at - (claims[n] ?? 0));
      assert.ok(Math.min(...gaps) >= PACE.shortestGap, gaps.join(' '));
    });
  }

  it('does not wait for another account that gets many, within the limit of the process', async () => {
    const accounts = await Promise.all(Array.from({ length: 12 }, runningAccount));
    const signaller = start({ ...PACE, perSecond: 20 });
    const started = performance.now();
    for (const accountId of accounts)
      signaller.arrived({ projectId, accountId, eventId: 'e', type: 'TEST', receivedAt: 0 });
    for (const account of accounts) await signalsOf(account, 1);
    assert.ok(performance.now() - started >= 11 * 50 - 20);
  });

  it('is left alone when it is not running: a late event starts nothing', async () => {
    const account = newId('account');
    const signaller = start();
    signaller.arrived({ projectId, accountId: account, eventId: 'e', type: 'TEST', receivedAt: 0 });
    const other = await runningAccount();
    signaller.arrived({ projectId, accountId: other, eventId: 'e', type: 'TEST', receivedAt: 0 });
    await signalsOf(other, 1);
    await signaller.close();
    await assert.rejects(temporal.workflow.getHandle(accountWorkflowId(account)).describe());
  });

  it('is left alone for as long as it asks', async () => {
    const account = await runningAccount();
    let wait = 30_000;
    let asked = 0;
    const signaller = start(PACE, ({ accountId }) => {
      if (accountId !== account) return Promise.resolve(0);
      asked += 1;
      return Promise.resolve(asked === 1 ? 0 : wait);
    });
    const arrived = (accountId: string, eventId: string) =>
      signaller.arrived({ projectId, accountId, eventId, type: 'TEST', receivedAt: 0 });
    arrived(account, 'e1');
    await signalsOf(account, 1);
    arrived(account, 'e2');
    await eventually(() => asked === 2);
    const other = await runningAccount();
    arrived(other, 'e');
    await signalsOf(other, 1);
    assert.equal((await signalsOf(account, 1)).length, 1);

    wait = 100;
    const again = start(PACE, () => Promise.resolve((wait -= 50)));
    for (const eventId of ['e2', 'e3'])
      again.arrived({ projectId, accountId: account, eventId, type: 'TEST', receivedAt: 0 });
    const [, second] = await signalsOf(account, 2);
    assert.deepEqual([second?.count, second?.samples.map(({ id }) => id)], [2, ['e2', 'e3']]);
  });

  it('is not told again of what another process has brought through', async () => {
    const account = await runningAccount();
    let asked = 0;
    const signaller = start(PACE, () => Promise.resolve((asked += 1) === 1 ? null : 0));
    const arrived = (eventId: string) =>
      signaller.arrived({ projectId, accountId: account, eventId, type: 'TEST', receivedAt: 0 });
    arrived('e1');
    await eventually(() => asked === 1);
    arrived('e2');
    const signals = await signalsOf(account, 1);
    assert.deepEqual(
      signals.map(({ samples }) => samples.map(({ id }) => id)),
      [['e2']],
    );
  });

  function start(pace = PACE, claim: ClaimSignal = () => Promise.resolve(0)): Signaller {
    const signaller = new Signaller(temporal, log, claim, pace);
    signallers.push(signaller);
    return signaller;
  }

  /** An account whose workflow runs where nobody works: it takes signals, and does nothing. */
  async function runningAccount(): Promise<string> {
    const account = newId('account');
    await temporal.workflow.start('account', {
      workflowId: accountWorkflowId(account),
      taskQueue: `test-${randomBytes(6).toString('hex')}`,
    });
    return account;
  }

  /** As its history has them, once there are so many. */
  function signalsOf(account: string, least: number): Promise<EventsArrived[]> {
    return eventually(async () => {
      const { events } = await temporal.workflow.getHandle(accountWorkflowId(account)).fetchHistory();
      const signals = (events ?? [])
        .flatMap((event) => event.workflowExecutionSignaledEventAttributes?.input?.payloads ?? [])
        .map((payload) => defaultPayloadConverter.fromPayload<EventsArrived>(payload));
      return signals.length >= least && signals;
    });
  }
});

describe('A stored event', () => {
  let stage: Stage;
  let tenant: Tenant;
  before(async () => {
    stage = await startStage();
    tenant = await makeTenant(stage);
  });
  after(() => stage.close());

  it('reaches its workflow as a signal; one that was stored before, or is unrouted, does not', async () => {
    const handle = await stage.deps.temporal.workflow.start('account', {
      workflowId: accountWorkflowId(tenant.accounts[0] ?? ''),
      taskQueue: stage.deps.taskQueue,
    });
    const body = bodyOf(renewal());
    for (const sent of [body, body, bodyOf(renewal({ app_id: 'unknown' }))])
      await deliver(stage, tenant, sent);
    const count = async () => (await handle.fetchHistory()).events?.filter(isSignal).length ?? 0;
    await eventually(async () => (await count()) === 1);
    await stage.app.close();
    assert.equal(await count(), 1);
  });
});

function isSignal(event: { workflowExecutionSignaledEventAttributes?: unknown }): boolean {
  return Boolean(event.workflowExecutionSignaledEventAttributes);
}

function total(signals: readonly EventsArrived[]): number {
  return signals.reduce((sum, { count }) => sum + count, 0);
}
