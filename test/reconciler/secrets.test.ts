import assert from 'node:assert/strict';

import { newId } from '../../clients/ids.js';
import { signingSecretPath } from '../../clients/signing-secret.js';
import { DEMO_API_KEY, demoDevelopers } from '../../simulator/demo.js';
import { disconnectSignal } from '../../workflows/messages.js';
import { connect, createProject } from '../support/connect.js';
import type { WorkerStack } from '../support/worker-stack.js';
import { handleOf, reconcile, repairsOf, SOON, startReconcilerStack } from './reconciler.js';

describe('the reconciler of what else lies in Vault', function () {
  this.timeout(60_000);
  let stack: WorkerStack;
  let projectId: string;

  before(async () => {
    stack = await startReconcilerStack(3987);
  });
  beforeEach(async () => {
    projectId = await createProject(stack);
  });
  afterEach(async () => {
    await stack.owner.prisma.reconciler_repairs.deleteMany();
  });
  after(() => stack?.stop());

  it('deletes what came in for an attempt that never began, after its hour', async () => {
    const [never, open] = [newId('connection'), newId('connection')];
    for (const id of [never, open]) {
      await stack.apiVault.write('inbound', `${projectId}/${id}`, { verifier: 'v' });
    }
    await stack.owner.prisma.connections.create({
      data: {
        project_id: projectId,
        id: open,
        method: 'oauth',
        status: 'awaiting_consent',
        credential_id: newId('credential'),
        expires_at: new Date(),
      },
    });
    assert.equal((await reconcile(stack, 'reconcileSecrets')).differences, 0);
    assert.equal((await reconcile(stack, 'reconcileSecrets', SOON)).repaired, 1);
    assert.deepEqual(await stack.deps.vault.list('inbound', projectId), [open]);
    assert.deepEqual(await repairsOf(stack), [`inbound_secret_orphaned ${never}`]);
  });

  it('deletes the signing secret of a disconnected account, and of no other', async () => {
    const [gone, stays] = await Promise.all([
      connect(stack, { projectId, with: { apiKey: DEMO_API_KEY } }),
      connect(stack, { projectId, with: { developerId: demoDevelopers.oskar } }),
    ]);
    await handleOf(stack, gone).signal(disconnectSignal);
    await handleOf(stack, gone).result();
    for (const accountId of [gone, stays]) {
      await stack.apiVault.write('webhook-tokens', signingSecretPath(projectId, accountId), { secret: 's' });
    }
    assert.equal((await reconcile(stack, 'reconcileSecrets', SOON)).repaired, 1);
    assert.deepEqual(await stack.apiVault.list('webhook-tokens', `${projectId}/signing`), [stays]);
    assert.deepEqual(await repairsOf(stack), [`signing_secret_orphaned ${gone}`]);
  });
});
