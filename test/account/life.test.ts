import assert from 'node:assert/strict';

import { newId } from '../../clients/ids.js';
import { scopesToRequest } from '../../revenuecat/scopes.js';
import { DEMO_API_KEY } from '../../simulator/demo.js';
import type { account } from '../../workflows/account.js';
import type { connection } from '../../workflows/connection.js';
import { accountWorkflowId, connectionWorkflowId } from '../../workflows/ids.js';
import { chooseUpdate, disconnectSignal, rollOverSignal, syncNowUpdate } from '../../workflows/messages.js';
import { eventually } from '../support/eventually.js';
import { startWorkerStack, type WorkerStack } from '../support/worker-stack.js';

describe('the life of an account', function () {
  this.timeout(120_000);
  let stack: WorkerStack;
  let projectId: string;

  before(async () => {
    stack = await startWorkerStack('http://localhost:3999');
    projectId = newId('project');
    await stack.owner.prisma.projects.create({ data: { id: projectId, name: 'Life', currency: 'USD' } });
  });
  after(() => stack?.stop());

  async function connectByKey(): Promise<string> {
    const connectionId = newId('connection');
    const deadline = Date.now() + 60_000;
    await stack.apiVault.write('inbound', `${projectId}/${connectionId}`, { api_key: DEMO_API_KEY });
    await stack.owner.prisma.connections.create({
      data: {
        project_id: projectId,
        id: connectionId,
        method: 'api_key',
        status: 'exchanging',
        credential_id: newId('credential'),
        expires_at: new Date(deadline),
      },
    });
    const handle = await stack.temporal.workflow.start<typeof connection>('connection', {
      workflowId: connectionWorkflowId(connectionId),
      taskQueue: stack.deps.taskQueue,
      args: [
        {
          connectionId,
          projectId,
          credentialId: newId('credential'),
          method: 'api_key',
          requestedScopes: scopesToRequest(false),
          manageWebhook: false,
          reconnect: null,
          consentDeadline: deadline,
          attemptDeadline: deadline,
        },
      ],
    });
    const row = await eventually(
      async () => {
        const found = await stack.owner.prisma.connections.findFirstOrThrow({ where: { id: connectionId } });
        assert.equal(found.status, 'awaiting_choice', `${found.problem}`);
        return found;
      },
      { within: '20s' },
    );
    const [first] = row.revenuecat_projects as { id: string }[];
    const { accountId } = await handle.executeUpdate(chooseUpdate, { args: [first?.id ?? ''] });
    await handle.result();
    return accountId;
  }

  it('connects with an API key, syncs, survives a fresh history in mid-sync, and disconnects', async () => {
    const accountId = await connectByKey();
    const handle = stack.temporal.workflow.getHandle<typeof account>(accountWorkflowId(accountId));
    await handle.signal(rollOverSignal);
    await eventually(
      async () => {
        const runs = await stack.owner.prisma.sync_runs.findMany({ where: { account_id: accountId } });
        assert.deepEqual(
          runs.map(({ kind, status }) => `${kind} ${status}`),
          ['first complete'],
        );
      },
      { within: '60s' },
    );
    const points = await stack.owner.prisma.metric_points.groupBy({ by: ['metric'], _count: true });
    assert.deepEqual(points.map(({ metric }) => metric).sort(), ['active_subscriptions', 'mrr', 'revenue']);

    const again = await handle.executeUpdate(syncNowUpdate);
    assert.equal(again.accepted, true);

    await handle.signal(disconnectSignal);
    await handle.result();
    const row = await stack.owner.prisma.revenuecat_accounts.findFirstOrThrow({ where: { id: accountId } });
    assert.equal(row.status, 'disconnected');
    assert.equal((row.receipt as { credential_deleted?: boolean }).credential_deleted, true);
  });
});
