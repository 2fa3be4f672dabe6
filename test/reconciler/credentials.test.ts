import assert from 'node:assert/strict';

import { newId } from '../../clients/ids.js';
import { DEMO_API_KEY, demoDevelopers } from '../../simulator/demo.js';
import { accountStateQuery } from '../../workflows/messages.js';
import { connect, createProject } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import type { WorkerStack } from '../support/worker-stack.js';
import { handleOf, reconcile, repairsOf, rowOf, SOON, startReconcilerStack } from './reconciler.js';

describe('the reconciler of credentials', function () {
  this.timeout(60_000);
  let stack: WorkerStack;
  let projectId: string;

  before(async () => {
    stack = await startReconcilerStack(3983);
  });
  beforeEach(async () => {
    projectId = await createProject(stack);
  });
  afterEach(async () => {
    await stack.owner.prisma.reconciler_repairs.deleteMany();
  });
  after(() => stack?.stop());

  /** A credential, or what else lies beside one; of the project of this test. */
  async function put(name: string, project = projectId): Promise<string> {
    await stack.deps.vault.write('credentials', `${project}/${name}`, { kind: 'api_key', api_key: 'k' }, 0);
    return name;
  }

  const putOrphan = () => put(newId('credential'));
  const left = async (project = projectId) => (await stack.deps.vault.list('credentials', project)).sort();

  it('deletes a credential that nobody owns, with its intent, but not within its first hour', async () => {
    const orphan = await putOrphan();
    await put(`${orphan}.intent`);
    const { differences } = await reconcile(stack, 'reconcileSecrets');
    assert.equal(differences, 0, 'it is younger than an hour');
    assert.deepEqual(await left(), [orphan, `${orphan}.intent`]);

    assert.equal((await reconcile(stack, 'reconcileSecrets', SOON)).repaired, 1);
    assert.deepEqual(await left(), []);
    assert.deepEqual(await repairsOf(stack), [`credential_orphaned ${orphan}`]);
  });

  it('deletes an intent that outlived its credential', async () => {
    const orphan = newId('credential');
    await put(`${orphan}.intent`);
    assert.equal((await reconcile(stack, 'reconcileSecrets', SOON)).repaired, 1);
    assert.deepEqual(await left(), []);
  });

  it('keeps what accounts and open attempts own, and their intents', async () => {
    const accountId = await connect(stack, { projectId, with: { apiKey: DEMO_API_KEY } });
    const ofAccount = (await rowOf(stack, accountId)).credential_id ?? '';
    const ofAttempt = await putOrphan();
    await stack.owner.prisma.connections.create({
      data: {
        project_id: projectId,
        id: newId('connection'),
        method: 'oauth',
        status: 'awaiting_choice',
        credential_id: ofAttempt,
        expires_at: new Date(),
      },
    });
    await put(`${ofAccount}.intent`);
    await put(`${ofAttempt}.intent`);
    const kept = await left();
    assert.equal(kept.length, 4);

    const orphan = await putOrphan();
    assert.equal((await reconcile(stack, 'reconcileSecrets', SOON)).repaired, 1);
    assert.deepEqual(await left(), kept);
    assert.deepEqual(await repairsOf(stack), [`credential_orphaned ${orphan}`]);
  });

  it('keeps what a workflow holds although its row does not say so yet', async () => {
    const accountId = await connect(stack, { projectId, with: { apiKey: DEMO_API_KEY } });
    const { credential_id: held } = await rowOf(stack, accountId);
    await stack.owner.prisma.revenuecat_accounts.updateMany({
      where: { id: accountId },
      // So far ahead that no copy of the workflow's state comes in between.
      data: { credential_id: 'crd_of_the_time_before', revision: 1_000_000 },
    });
    assert.equal((await reconcile(stack, 'reconcileSecrets', SOON)).differences, 0);
    assert.deepEqual(await left(), [held]);
  });

  it('leaves to its workflow what an account has retired', async () => {
    const accountId = await connect(stack, { projectId, with: { developerId: demoDevelopers.dana } });
    const before = await rowOf(stack, accountId);
    const slow = { endpoint: 'charts', kind: 'slow', milliseconds: 10_000, times: null };
    await fetch(`${stack.simulator.url}/simulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(slow),
    });
    // While a chart is awaited the workflow cannot delete what it has retired.
    await connect(stack, {
      projectId,
      with: { developerId: demoDevelopers.dana },
      reconnect: { accountId, revenueCatProjectId: before.revenuecat_project_id },
    });
    const { differences } = await reconcile(stack, 'reconcileSecrets', SOON);
    const state = await handleOf(stack, accountId).query(accountStateQuery);
    assert.deepEqual(state?.retiredCredentialIds, [before.credential_id]);
    assert.notEqual((await rowOf(stack, accountId)).credential_id, before.credential_id);
    assert.equal(differences, 0);
    assert.equal((await left()).length, 2);

    await fetch(`${stack.simulator.url}/simulator/faults`, { method: 'DELETE' });
    await eventually(async () => assert.equal((await left()).length, 1), { within: '30s' });
    assert.deepEqual(await repairsOf(stack), []);
  });

  it('deletes what an account had retired when its workflow was ended by force', async () => {
    const accountId = await connect(stack, { projectId, with: { apiKey: DEMO_API_KEY } });
    const forgotten = await putOrphan();
    await handleOf(stack, accountId).terminate('ended by force');
    assert.equal((await reconcile(stack, 'reconcileSecrets', SOON)).differences, 0, 'nobody can be asked');
    assert.equal((await reconcile(stack, 'reconcileWorkflows')).repaired, 1);
    await eventually(async () => {
      assert.equal((await reconcile(stack, 'reconcileSecrets', SOON)).repaired, 1);
    });
    assert.deepEqual(await left(), [(await rowOf(stack, accountId)).credential_id]);
    assert.ok((await repairsOf(stack)).includes(`credential_orphaned ${forgotten}`));
  });

  it('leaves the credentials of a project alone that its database does not know', async () => {
    const elsewhere = newId('project');
    await put('crd_of_another_installation', elsewhere);
    assert.equal((await reconcile(stack, 'reconcileSecrets', SOON)).differences, 0);
    assert.deepEqual(await left(elsewhere), ['crd_of_another_installation']);
  });

  it('deletes nothing and says so where too many credentials seem to belong to nobody', async () => {
    const orphans = await Promise.all(Array.from({ length: 30 }, putOrphan));
    await assert.rejects(reconcile(stack, 'reconcileSecrets', SOON), (error: Error) =>
      /30 of \d+ credentials seem to belong to nobody; none was deleted/.test(
        (error.cause as Error | undefined)?.message ?? '',
      ),
    );
    assert.deepEqual(await left(), orphans.sort());
    await Promise.all(orphans.map((id) => stack.deps.vault.destroy('credentials', `${projectId}/${id}`)));
  });
});
