import assert from 'node:assert/strict';

import { scheduleId, SCHEDULES } from '../../activities/schedules.js';
import { newId } from '../../clients/ids.js';
import { DEMO_API_KEY, demoDevelopers } from '../../simulator/demo.js';
import { connectionWorkflowId } from '../../workflows/ids.js';
import { disconnectSignal, pauseUpdate } from '../../workflows/messages.js';
import { connect, createProject } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import type { WorkerStack } from '../support/worker-stack.js';
import { handleOf, reconcile, repairsOf, SOON, startReconcilerStack } from './reconciler.js';

describe('the reconciler of a healthy installation', function () {
  this.timeout(60_000);
  let stack: WorkerStack;

  before(async () => {
    stack = await startReconcilerStack(3984);
  });
  after(() => stack?.stop());

  it('finds nothing: connected, paused and disconnected accounts, and an attempt under way', async () => {
    const projectId = await createProject(stack);
    const connected = await connect(stack, { projectId, with: { apiKey: DEMO_API_KEY } });
    const paused = await connect(stack, { projectId, with: { developerId: demoDevelopers.oskar } });
    await handleOf(stack, paused).executeUpdate(pauseUpdate);
    const gone = await connect(stack, {
      projectId: await createProject(stack),
      with: { apiKey: DEMO_API_KEY },
    });
    await handleOf(stack, gone).signal(disconnectSignal);
    await handleOf(stack, gone).result();
    await beginAttempt(projectId);
    const runIds = () =>
      Promise.all([connected, paused].map(async (id) => (await handleOf(stack, id).describe()).runId));
    const before = await runIds();

    const workflows = await reconcile(stack, 'reconcileWorkflows', SOON);
    assert.deepEqual(workflows, { seen: 4, differences: 0, repaired: 0 });
    const secrets = await reconcile(stack, 'reconcileSecrets', SOON);
    assert.deepEqual({ ...secrets, seen: 0 }, { seen: 0, differences: 0, repaired: 0 });
    assert.deepEqual(await repairsOf(stack), []);
    assert.deepEqual(await runIds(), before);
    assert.equal(await stack.owner.prisma.timeline_entries.count({ where: { kind: 'restarted' } }), 0);
  });

  /** An attempt whose owner has not come back from RevenueCat yet, although its row says that it is late. */
  async function beginAttempt(projectId: string): Promise<void> {
    const deadline = Date.now() + 600_000;
    const input = {
      connectionId: newId('connection'),
      projectId,
      credentialId: newId('credential'),
      method: 'oauth' as const,
      requestedScopes: [],
      manageWebhook: false,
      reconnect: null,
      consentDeadline: deadline,
      attemptDeadline: deadline,
    };
    await stack.apiVault.write('inbound', `${projectId}/${input.connectionId}`, { verifier: 'v' });
    await stack.owner.prisma.connections.create({
      data: {
        project_id: projectId,
        id: input.connectionId,
        method: input.method,
        status: 'awaiting_consent',
        credential_id: input.credentialId,
        expires_at: new Date(Date.now() - 60_000),
      },
    });
    await stack.temporal.workflow.start('connection', {
      workflowId: connectionWorkflowId(input.connectionId),
      taskQueue: stack.deps.taskQueue,
      args: [input],
    });
  }

  it('is started by schedules, which a worker makes on an installation that has none of them yet', async () => {
    const { taskQueue } = stack.deps;
    const scheduled = (name: string) => stack.temporal.schedule.getHandle(scheduleId(taskQueue, name));
    const names = SCHEDULES.map(({ name }) => name).filter((name) => name.startsWith('reconcile'));
    assert.equal(names.length, 2);
    for (const name of names) await scheduled(name).delete();
    await stack.restartWorker();
    for (const name of names) {
      await scheduled(name).trigger();
      await eventually(
        async () => {
          const [action] = (await scheduled(name).describe()).info.recentActions;
          assert.ok(action?.action.type === 'startWorkflow');
          const { workflowId } = action.action.workflow;
          const { differences } = (await stack.temporal.workflow.getHandle(workflowId).result()) as {
            differences: number;
          };
          assert.equal(differences, 0);
        },
        { within: '20s' },
      );
    }
  });
});
