import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';

import { EncryptionCodec } from '../../clients/payload-codec.js';
import { payloadKeysFrom } from '../../clients/temporal.js';
import { demoDevelopers } from '../../simulator/demo.js';
import type { account } from '../../workflows/account.js';
import { accountWorkflowId, connectionWorkflowId } from '../../workflows/ids.js';
import {
  disconnectSignal,
  eventsArrivedSignal,
  pauseUpdate,
  resumeUpdate,
  rollOverSignal,
  syncNowUpdate,
} from '../../workflows/messages.js';
import { connect, createProject } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import { stopServices } from '../support/services.js';
import { startWorkerStack, type WorkerStack } from '../support/worker-stack.js';
import { decodedHistory } from './decode.js';
import { cancelAmidExchange, liveInTrouble } from './troubled.js';

/**
 * `npm run histories:record -- <name>`: lives through everything an account and a connection can meet, on real services,
 * and keeps the histories under `test/histories/<name>/`. Record a new set whenever workflows change; the old sets stay,
 * because accounts that run with such histories are out there.
 */
async function main(name: string): Promise<void> {
  const folder = `test/histories/${name}`;
  await mkdir(folder, { recursive: true });
  const stack = await startWorkerStack('http://localhost:3997', {
    lines: true,
    simulator: { settings: { accessTokenSeconds: 8 } },
    settings: { REFRESH_BEFORE_EXPIRY: '10s', SYNC_INTERVAL: '10s' },
  });
  try {
    const ids = await live(stack);
    const codec = new EncryptionCodec(payloadKeysFrom(stack.deps.vault));
    for (const [file, { workflowId, runId }] of Object.entries(ids)) {
      const history = await stack.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
      await writeFile(`${folder}/${file}.json`, await decodedHistory(history, codec));
      process.stdout.write(`${folder}/${file}.json: ${history.events?.length} events\n`);
    }
  } finally {
    await stack.stop();
    await stopServices();
  }
}

interface Execution {
  readonly workflowId: string;
  readonly runId?: string;
}

async function live(stack: WorkerStack): Promise<Record<string, Execution>> {
  const projectId = await createProject(stack);
  const by = { developerId: demoDevelopers.dana };
  const accountId = await connect(stack, { projectId, with: by });
  const row = () => stack.owner.prisma.revenuecat_accounts.findFirstOrThrow({ where: { id: accountId } });
  const workflowId = accountWorkflowId(accountId);
  const handle = stack.temporal.workflow.getHandle<typeof account>(workflowId);
  const finished = (count: number) =>
    eventually(
      async () => {
        const runs = await stack.owner.prisma.sync_runs.count({ where: { account_id: accountId, status: 'complete' } });
        assert.ok(runs >= count, `${runs} runs`);
      },
      { within: '60s' },
    );
  await finished(1);
  const first = (await handle.describe()).runId;
  const now = new Date().toISOString();
  await handle.signal(eventsArrivedSignal, { count: 1, oldest: now, newest: now, samples: [] });
  await handle.executeUpdate(pauseUpdate);
  await handle.executeUpdate(syncNowUpdate);
  await finished(2);
  await handle.executeUpdate(resumeUpdate);
  await eventually(async () => assert.ok((await row()).credential_version >= 3), { within: '60s' });

  await handle.signal(rollOverSignal);
  await eventually(async () => (await handle.describe()).runId !== first, { within: '30s' });
  const second = (await handle.describe()).runId;
  await fetch(`${stack.simulator.url}/simulator/developers/${by.developerId}/grants`, { method: 'DELETE' });
  await eventually(async () => assert.equal((await row()).health_cause, 'token_revoked'), { within: '60s' });
  await connect(stack, {
    projectId,
    with: by,
    reconnect: { accountId, revenueCatProjectId: (await row()).revenuecat_project_id },
  });
  await eventually(async () => assert.equal((await row()).health_cause, null), { within: '60s' });
  await handle.signal(disconnectSignal);
  await stack.temporal.workflow.getHandle(workflowId).result();

  const connections = await stack.owner.prisma.connections.findMany({ orderBy: { created_at: 'asc' } });
  const [connecting, reconnecting] = connections.map(({ id }) => connectionWorkflowId(id));
  return {
    'account-connected': { workflowId, runId: first },
    'account-lost-and-reconnected': { workflowId, runId: second },
    'connection-oauth': { workflowId: connecting ?? '' },
    'connection-reconnect': { workflowId: reconnecting ?? '' },
    'connection-cancelled-amid-exchange': { workflowId: await cancelAmidExchange(stack) },
    'account-in-trouble': { workflowId: await liveInTrouble(stack) },
  };
}

await main(process.argv[2] ?? 'current');
