import assert from 'node:assert/strict';

import { accountStateQuery } from '../../workflows/messages.js';
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
  statusOf,
} from './reconciler.js';

describe('the reconciler of disconnects', function () {
  this.timeout(120_000);
  let stack: WorkerStack;

  before(async () => {
    stack = await startReconcilerStack(3986);
  });
  afterEach(async () => {
    await stack.owner.prisma.reconciler_repairs.deleteMany();
  });
  after(() => stack?.stop());

  it('brings a disconnect to its end whose workflow was ended by force: receipt written, credential gone', async () => {
    const accountId = await connected(stack);
    const { project_id: projectId, credential_id: credentialId } = await rowOf(stack, accountId);
    await endByForce(stack, accountId);
    await stack.owner.prisma.revenuecat_accounts.updateMany({
      where: { id: accountId },
      data: { status: 'disconnecting' },
    });
    assert.equal((await reconcile(stack, 'reconcileWorkflows')).repaired, 1);
    await handleOf(stack, accountId).result();
    const row = await rowOf(stack, accountId);
    assert.equal(row.status, 'disconnected');
    const { credential_deleted, webhook_removed } = row.receipt as Record<string, unknown>;
    assert.deepEqual(
      { credential_deleted, webhook_removed },
      { credential_deleted: true, webhook_removed: 'not_ours' },
    );
    assert.equal(await stack.deps.vault.read('credentials', `${projectId}/${credentialId}`), null);
    assert.deepEqual(await repairsOf(stack), [`disconnect_not_running ${accountId}`]);
  });

  it('tells a workflow of the disconnect that its row speaks of', async () => {
    const accountId = await connected(stack);
    await stack.owner.prisma.revenuecat_accounts.updateMany({
      where: { id: accountId },
      data: { status: 'disconnecting' },
    });
    assert.equal((await reconcile(stack, 'reconcileWorkflows')).repaired, 1);
    await handleOf(stack, accountId).result();
    assert.equal((await rowOf(stack, accountId)).status, 'disconnected');
    assert.deepEqual(await repairsOf(stack), [`disconnect_not_known ${accountId}`]);
  });

  it('ends the workflow of a disconnected account by a disconnect, and what it held is gone', async () => {
    const accountId = await connected(stack);
    const { project_id: projectId, credential_id: credentialId } = await rowOf(stack, accountId);
    const receipt = { credential_deleted: false, webhook_removed: 'not_ours' };
    await stack.owner.prisma.revenuecat_accounts.updateMany({
      where: { id: accountId },
      data: { status: 'disconnected', disconnected_at: new Date(), credential_id: null, receipt },
    });
    assert.equal((await reconcile(stack, 'reconcileWorkflows')).repaired, 1);
    await handleOf(stack, accountId).result();
    assert.equal(await statusOf(stack, accountId), 'COMPLETED', 'never terminated');
    assert.equal(await stack.deps.vault.read('credentials', `${projectId}/${credentialId}`), null);
    assert.deepEqual(await repairsOf(stack), [`disconnected_still_running ${accountId}`]);
  });

  it('does not touch an account that was connected and disconnected once more between the two looks', async () => {
    const accountId = await connected(stack);
    const { credential_id, status } = await rowOf(stack, accountId);
    const become = (data: object) =>
      stack.owner.prisma.revenuecat_accounts.updateMany({ where: { id: accountId }, data });
    await become({ status: 'disconnected', disconnected_at: new Date(), credential_id: null });
    const [difference] = await lookAtAccounts(stack.deps);
    assert.equal(difference?.kind, 'disconnected_still_running');
    await become({ generation: 2 });
    assert.equal(await repairDifference(stack.deps, difference), false);
    assert.equal((await handleOf(stack, accountId).query(accountStateQuery))?.closing, null);
    await become({ generation: 1, status, disconnected_at: null, credential_id });
    await disconnect(stack, accountId);
  });
});
