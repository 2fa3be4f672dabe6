import assert from 'node:assert/strict';

import { newId } from '../../clients/ids.js';
import { DEMO_API_KEY } from '../../simulator/demo.js';
import { connectionWorkflowId } from '../../workflows/ids.js';
import type { ConnectionInput } from '../../workflows/messages.js';
import { connect, createProject } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import type { WorkerStack } from '../support/worker-stack.js';
import {
  handleOf,
  reconcile,
  repairDifference,
  repairsOf,
  rowOf,
  startReconcilerStack,
} from './reconciler.js';

const MINUTE = 60_000;

describe('the reconciler of attempts to connect', function () {
  this.timeout(60_000);
  let stack: WorkerStack;
  let projectId: string;

  before(async () => {
    stack = await startReconcilerStack(3982);
    projectId = await createProject(stack);
  });
  afterEach(async () => {
    await stack.owner.prisma.reconciler_repairs.deleteMany();
  });
  after(() => stack?.stop());

  interface Attempt {
    readonly connectionId: string;
    readonly credentialId: string;
  }

  /** The row of an attempt whose deadline was so long ago, and its secrets; no workflow. */
  async function openAttempt(since: number): Promise<Attempt> {
    const attempt = { connectionId: newId('connection'), credentialId: newId('credential') };
    await stack.owner.prisma.connections.create({
      data: {
        project_id: projectId,
        id: attempt.connectionId,
        method: 'oauth',
        status: 'awaiting_choice',
        credential_id: attempt.credentialId,
        revenuecat_projects: [{ id: 'proj1', name: 'App' }],
        expires_at: new Date(Date.now() - since),
      },
    });
    await stack.apiVault.write('inbound', `${projectId}/${attempt.connectionId}`, { verifier: 'v' });
    const pair = { kind: 'oauth', access_token: 'a', refresh_token: 'r' };
    await stack.deps.vault.write('credentials', `${projectId}/${attempt.credentialId}`, pair, 0);
    return attempt;
  }

  const attemptRow = (id: string) => stack.owner.prisma.connections.findFirstOrThrow({ where: { id } });

  async function secretsOf({ connectionId, credentialId }: Attempt): Promise<string[]> {
    const inbound = await stack.deps.vault.read('inbound', `${projectId}/${connectionId}`);
    const credential = await stack.deps.vault.read('credentials', `${projectId}/${credentialId}`);
    return [...(inbound === null ? [] : ['inbound']), ...(credential === null ? [] : ['credential'])];
  }

  it('ends an attempt that is long past its deadline and has no workflow, and deletes its secrets', async () => {
    const stuck = await openAttempt(6 * MINUTE);
    assert.deepEqual(await reconcile(stack, 'reconcileWorkflows'), {
      seen: 1,
      differences: 1,
      repaired: 1,
    });
    const { status, problem, revenuecat_projects, ended_at } = await attemptRow(stuck.connectionId);
    assert.deepEqual([status, problem, revenuecat_projects], ['expired', 'attempt-expired', []]);
    assert.ok(ended_at);
    assert.deepEqual(await secretsOf(stuck), []);
    assert.deepEqual(await repairsOf(stack), [`connection_stuck ${stuck.connectionId}`]);
  });

  it('gives an attempt some minutes beyond its deadline', async () => {
    const late = await openAttempt(4 * MINUTE);
    assert.equal((await reconcile(stack, 'reconcileWorkflows')).differences, 0);
    assert.equal((await attemptRow(late.connectionId)).status, 'awaiting_choice');
    assert.deepEqual(await secretsOf(late), ['inbound', 'credential']);
    await stack.owner.prisma.connections.deleteMany();
  });

  it('leaves an attempt to its own workflow, however late it is', async () => {
    const slow = await openAttempt(60 * MINUTE);
    const deadline = Date.now() + 60 * MINUTE;
    const input: ConnectionInput = {
      ...slow,
      projectId,
      method: 'oauth',
      requestedScopes: [],
      manageWebhook: false,
      reconnect: null,
      consentDeadline: deadline,
      attemptDeadline: deadline,
    };
    const handle = await stack.temporal.workflow.start('connection', {
      workflowId: connectionWorkflowId(slow.connectionId),
      taskQueue: stack.deps.taskQueue,
      args: [input],
    });
    assert.equal((await reconcile(stack, 'reconcileWorkflows')).differences, 0);
    assert.deepEqual(await secretsOf(slow), ['inbound', 'credential']);

    await handle.terminate('ended by force');
    assert.equal((await reconcile(stack, 'reconcileWorkflows')).repaired, 1);
    assert.deepEqual(await secretsOf(slow), []);
  });

  it('says that an attempt had succeeded if an account owns its credential, which stays', async () => {
    const accountId = await connect(stack, { projectId, with: { apiKey: DEMO_API_KEY } });
    const { credential_id: credentialId } = await rowOf(stack, accountId);
    const { id } = await stack.owner.prisma.connections.findFirstOrThrow({
      where: { credential_id: credentialId ?? '' },
    });
    const unfinished = { status: 'awaiting_choice', account_id: null, ended_at: null };
    const past = new Date(Date.now() - 60 * MINUTE);
    await stack.owner.prisma.connections.updateMany({
      where: { id },
      data: { ...unfinished, expires_at: past },
    });
    assert.equal((await reconcile(stack, 'reconcileWorkflows')).repaired, 1);
    const row = await attemptRow(id);
    assert.deepEqual([row.status, row.problem, row.account_id], ['bound', null, accountId]);
    assert.ok(await stack.deps.vault.read('credentials', `${projectId}/${credentialId}`));
  });

  it('waits while the account that may hold the credential cannot be asked', async () => {
    const stuck = await openAttempt(60 * MINUTE);
    const account = await stack.owner.prisma.revenuecat_accounts.findFirstOrThrow({
      where: { project_id: projectId },
    });
    await handleOf(stack, account.id).terminate('ended by force');
    const difference = { kind: 'connection_stuck' as const, projectId, subject: stuck.connectionId };
    assert.equal(await repairDifference(stack.deps, { ...difference, generation: null }), false);
    assert.deepEqual(await secretsOf(stuck), ['inbound', 'credential']);

    await eventually(async () => {
      await reconcile(stack, 'reconcileWorkflows');
      assert.deepEqual(await secretsOf(stuck), []);
    });
    assert.equal((await attemptRow(stuck.connectionId)).status, 'expired');
  });
});
