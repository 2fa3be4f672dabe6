import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { type RunningWorker, runWorker } from '../../activities/run-worker.js';
import { scheduleId, SCHEDULES } from '../../activities/schedules.js';
import { newId } from '../../clients/ids.js';
import { connectDatabase, type Database } from '../../clients/postgres.js';
import { Vault } from '../../clients/vault.js';
import { VaultApi } from '../../setup/vault-api.js';
import { policyFor } from '../../setup/vault-policies.js';
import { DEMO_API_KEY } from '../../simulator/demo.js';
import { Cable } from '../support/cable.js';
import { connect, createProject } from '../support/connect.js';
import { services } from '../support/services.js';
import type { WorkerStack } from '../support/worker-stack.js';
import {
  handleOf,
  type Part,
  repairsOf,
  SOON,
  startReconcilerStack,
  startRun,
  statusOf,
  untilItWaits,
} from './reconciler.js';

/** A credential that Vault refuses to delete: its intent cannot be marked. */
const LOCKED = 'crd_locked';

/** The rights of the worker, but for that one credential. */
async function tokenOfWorker(address: string, rootToken: string, mount: string): Promise<string> {
  const api = new VaultApi(address, rootToken);
  const name = `${mount}-locked`;
  const locked = `path "${mount}/credentials/data/+/${LOCKED}.intent" { capabilities = ["deny"] }`;
  await api.request('PUT', `sys/policies/acl/${name}`, {
    policy: `${policyFor('worker', mount)}\n${locked}`,
  });
  const made = await api.request<{ auth: { client_token: string } }>('POST', 'auth/token/create', {
    policies: [name],
  });
  return made?.auth.client_token ?? '';
}

describe('the reconciler, while a service is away', function () {
  this.timeout(90_000);
  const taskQueue = `test-${randomBytes(6).toString('hex')}`;
  let stack: WorkerStack;
  let postgres: Cable;
  let vault: Cable;
  let database: Database;
  let worker: RunningWorker;

  before(async () => {
    const { vaultAddr, vaultRootToken } = await services();
    stack = await startReconcilerStack(3985);
    const databaseUrl = new URL(stack.config.DATABASE_URL ?? '');
    postgres = await Cable.to(databaseUrl);
    vault = await Cable.to(new URL(vaultAddr));
    databaseUrl.host = `127.0.0.1:${postgres.port}`;
    database = connectDatabase(databaseUrl.href, {
      role: 'revenue_worker',
      connections: 5,
      statementTimeout: 10_000,
      log: stack.deps.log,
    });
    const deps = {
      ...stack.deps,
      taskQueue,
      database,
      vault: new Vault({
        address: `http://127.0.0.1:${vault.port}`,
        mount: stack.config.VAULT_MOUNT,
        auth: { token: await tokenOfWorker(vaultAddr, vaultRootToken, stack.config.VAULT_MOUNT) },
      }),
    };
    worker = await runWorker(deps, { connection: { address: (await services()).temporalAddress } });
  });
  afterEach(async () => {
    await Promise.all([postgres.plugIn(), vault.plugIn()]);
    await stack.owner.prisma.reconciler_repairs.deleteMany();
  });
  after(async () => {
    for (const { name } of SCHEDULES) {
      await stack.temporal.schedule.getHandle(scheduleId(taskQueue, name)).delete();
    }
    await worker.stop();
    await database.close();
    await Promise.all([postgres.unplug(), vault.unplug()]);
    await stack.stop();
  });

  const run = (part: Part, betweenLooks = 1) => startRun(stack, part, { ...SOON, betweenLooks }, taskQueue);
  const fails = async (one: ReturnType<typeof run>) => assert.rejects((await one).result());

  async function endedByForce(): Promise<string> {
    const projectId = await createProject(stack);
    const accountId = await connect(stack, { projectId, with: { apiKey: DEMO_API_KEY } });
    await handleOf(stack, accountId).terminate('ended by force');
    return accountId;
  }

  it('starts nothing without Postgres, whenever it goes, and does so once it is back', async () => {
    const accountId = await endedByForce();
    await postgres.unplug();
    await fails(run('reconcileWorkflows'));

    await postgres.plugIn();
    const interrupted = run('reconcileWorkflows', 2_000);
    await untilItWaits(await interrupted);
    await postgres.unplug();
    await fails(interrupted);
    assert.equal(await statusOf(stack, accountId), 'TERMINATED');
    assert.deepEqual(await repairsOf(stack), []);

    await postgres.plugIn();
    assert.equal((await (await run('reconcileWorkflows')).result()).repaired, 1);
    assert.equal(await statusOf(stack, accountId), 'RUNNING');
    assert.deepEqual(await repairsOf(stack), [`account_not_running ${accountId}`]);
    await handleOf(stack, accountId).terminate('the test is over');
  });

  it('deletes nothing without Vault, counts nothing, and does both once it is back', async () => {
    const projectId = await createProject(stack);
    const orphan = newId('credential');
    await stack.deps.vault.write('credentials', `${projectId}/${orphan}`, { kind: 'api_key' }, 0);
    await vault.unplug();
    await fails(run('reconcileSecrets'));

    await vault.plugIn();
    const interrupted = run('reconcileSecrets', 2_000);
    await untilItWaits(await interrupted);
    await vault.unplug();
    await fails(interrupted);
    assert.deepEqual(await stack.deps.vault.list('credentials', projectId), [orphan]);
    assert.deepEqual(await repairsOf(stack), []);

    await vault.plugIn();
    assert.equal((await (await run('reconcileSecrets')).result()).repaired, 1);
    assert.deepEqual(await stack.deps.vault.list('credentials', projectId), []);
    assert.deepEqual(await repairsOf(stack), [`credential_orphaned ${orphan}`]);
  });

  it('counts only what it could do, and one that it cannot repair keeps no other from it', async () => {
    const projectId = await createProject(stack);
    const orphan = newId('credential');
    for (const name of [LOCKED, orphan]) {
      await stack.deps.vault.write('credentials', `${projectId}/${name}`, { kind: 'api_key' }, 0);
    }
    await fails(run('reconcileSecrets'));
    assert.deepEqual(await stack.deps.vault.list('credentials', projectId), [LOCKED]);
    assert.deepEqual(await repairsOf(stack), [`credential_orphaned ${orphan}`]);
    await stack.deps.vault.destroy('credentials', `${projectId}/${LOCKED}`);
  });

  it('takes no credential for an orphan while Postgres cannot say whose it is', async () => {
    const projectId = await createProject(stack);
    const orphan = newId('credential');
    await stack.deps.vault.write('credentials', `${projectId}/${orphan}`, { kind: 'api_key' }, 0);
    await postgres.unplug();
    await fails(run('reconcileSecrets'));
    assert.deepEqual(await stack.deps.vault.list('credentials', projectId), [orphan]);
  });
});
