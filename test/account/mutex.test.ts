import '../support/quiet-runtime.js';

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';

import { workflowBundle } from '../../activities/bundle.js';
import { newId } from '../../clients/ids.js';
import { failureConverterPath } from '../../clients/temporal.js';
import { type Random, randomFor } from '../../simulator/book/random.js';
import type { account } from '../../workflows/account.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import {
  accountStateQuery,
  adoptCredentialUpdate,
  disconnectSignal,
  eventsArrivedSignal,
  manageWebhookUpdate,
  pauseUpdate,
  resumeUpdate,
  resyncSignal,
  rollOverSignal,
  syncNowUpdate,
} from '../../workflows/messages.js';
import { eventually } from '../support/eventually.js';
import { services } from '../support/services.js';
import { WatchedGrants } from './watched-grants.js';

const ACCOUNTS = 4;
const MESSAGES = 60;

/** The account's own workflow on a real server; what it does to the world is watched instead of done. */
describe('The workflow of an account, whatever it is told and whatever it meets', function () {
  this.timeout(180_000);
  const seed = process.env['MUTEX_SEED'] ?? randomBytes(4).toString('hex');
  const taskQueue = `mutex-${seed}`;
  let connection: NativeConnection;
  let client: Client;
  let grants: WatchedGrants;
  let running: Promise<void>;
  let worker: Worker;

  before(async () => {
    const { temporalAddress: address } = await services();
    const dataConverter = { failureConverterPath };
    connection = await NativeConnection.connect({ address });
    client = new Client({ connection: await Connection.connect({ address }), dataConverter });
    grants = new WatchedGrants(randomFor(`${seed}/world`));
    const workflows = { workflowBundle: await workflowBundle(), dataConverter };
    worker = await Worker.create({
      connection,
      taskQueue,
      ...workflows,
      activities: { ...grants.activities },
    });
    running = worker.run();
  });
  after(async () => {
    worker?.shutdown();
    await running;
    await client?.connection.close();
    await connection?.close();
  });

  it('uses a credential for one thing at a time, and deletes every one it ever had', async () => {
    const random = randomFor(`${seed}/messages`);
    await Promise.all(Array.from({ length: ACCOUNTS }, () => live(random)));
    assert.deepEqual(grants.overlaps, [], `MUTEX_SEED=${seed}`);
    assert.deepEqual(grants.undeleted, [], `MUTEX_SEED=${seed}`);
    // Else nothing was put to the test.
    for (const what of ['refreshCredential', 'runSyncStep', 'registerWebhook', 'probeAccess'])
      assert.ok((grants.uses.get(what) ?? 0) > 0, `${what}: ${JSON.stringify([...grants.uses])}`);
  });

  async function live(random: Random): Promise<void> {
    const ref = { projectId: 'prj_mutex', accountId: newId('account'), generation: 1 };
    const handle = await client.workflow.start<typeof account>('account', {
      workflowId: accountWorkflowId(ref.accountId),
      taskQueue,
      args: [ref],
    });
    await eventually(async () => (await handle.query(accountStateQuery)) !== null, { within: '60s' });
    const now = () => new Date().toISOString();
    const reconnect = () => ({
      ...{ generation: 1, credential: grants.newCredential(), budgetKey: 'b' },
      manageWebhook: random.chance(0.5),
    });
    const messages: (() => Promise<unknown>)[] = [
      () => handle.executeUpdate(adoptCredentialUpdate, { args: [reconnect()] }),
      () => handle.executeUpdate(syncNowUpdate),
      () => handle.executeUpdate(pauseUpdate),
      () => handle.executeUpdate(resumeUpdate),
      () => handle.executeUpdate(manageWebhookUpdate, { args: [random.chance(0.7)] }),
      () => handle.signal(eventsArrivedSignal, { count: 1, oldest: now(), newest: now(), samples: [] }),
      () => handle.signal(resyncSignal),
      () => handle.signal(rollOverSignal),
    ];
    for (let sent = 0; sent < MESSAGES; sent += 3) {
      // Several at once, as people and machines do.
      await Promise.all([1, 2, 3].map(() => random.pick(messages.map((one) => [one, 1] as const))()));
    }
    await handle.signal(disconnectSignal);
    await client.workflow.getHandle(handle.workflowId).result();
  }
});
