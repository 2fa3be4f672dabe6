import assert from 'node:assert/strict';

import { EncryptionCodec } from '../../clients/payload-codec.js';
import { payloadKeysFrom } from '../../clients/temporal.js';
import { demoDevelopers } from '../../simulator/demo.js';
import type { account } from '../../workflows/account.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { disconnectSignal, eventsArrivedSignal } from '../../workflows/messages.js';
import { decodedHistory } from '../histories/decode.js';
import { connect, createProject } from '../support/connect.js';
import { eventually } from '../support/eventually.js';
import { startWorkerStack, type WorkerStack } from '../support/worker-stack.js';

const PLANTED = 'canary-planted-5d1c0f7e9b';

describe('Temporal', function () {
  this.timeout(120_000);
  let stack: WorkerStack;
  const histories: string[] = [];

  before(async () => {
    stack = await startWorkerStack('http://localhost:3996', {
      simulator: { settings: { accessTokenSeconds: 6 } },
      settings: { REFRESH_BEFORE_EXPIRY: '10s', SYNC_INTERVAL: '10s' },
    });
    const projectId = await createProject(stack);
    const accountId = await connect(stack, { projectId, with: { developerId: demoDevelopers.dana } });
    const handle = stack.temporal.workflow.getHandle<typeof account>(accountWorkflowId(accountId));
    await eventually(
      async () => {
        const row = await stack.owner.prisma.revenuecat_accounts.findFirstOrThrow({
          where: { id: accountId },
        });
        assert.ok(row.credential_version >= 2 && row.last_published_at !== null);
      },
      { within: '40s' },
    );
    const now = new Date().toISOString();
    // Put there on purpose: a search that does not find this one proves nothing about the others.
    const samples = [{ id: PLANTED, type: 'TEST' }];
    await handle.signal(eventsArrivedSignal, { count: 1, oldest: now, newest: now, samples });
    await handle.signal(disconnectSignal);
    await handle.result();
    const codec = new EncryptionCodec(payloadKeysFrom(stack.deps.vault));
    const query = `TaskQueue = '${stack.deps.taskQueue}'`;
    await eventually(
      async () => {
        const { count } = await stack.temporal.workflow.count(query);
        assert.ok(count >= 2);
      },
      { within: '20s' },
    );
    for await (const { workflowId, runId } of stack.temporal.workflow.list({ query })) {
      const history = await stack.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
      histories.push(await decodedHistory(history, codec));
    }
  });
  after(() => stack?.stop());

  /** Payloads stand in the JSON as base64: what is searched is what they say. */
  function readable(history: string): string {
    return history.replace(/"data": "([A-Za-z0-9+/=]+)"/g, (_all, data: string) =>
      Buffer.from(data, 'base64').toString(),
    );
  }

  it('holds no token, code, verifier or key in any input, result, failure or summary, even decrypted', async () => {
    const answer = await fetch(`${stack.simulator.url}/simulator/secrets`);
    const { items } = (await answer.json()) as { items: { kind: string; value: string }[] };
    assert.ok(items.filter(({ kind }) => kind !== 'planted').length >= 5);
    const text = histories.map(readable).join('\n');
    assert.deepEqual(
      items.filter(({ value }) => text.includes(value)).map(({ kind }) => kind),
      [],
    );
    assert.ok(text.includes(PLANTED), 'the search finds what was planted');
  });

  it('has nothing to read without the keys: every payload is encrypted', async () => {
    const query = `TaskQueue = '${stack.deps.taskQueue}'`;
    for await (const { workflowId, runId } of stack.temporal.workflow.list({ query })) {
      const history = await stack.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
      const raw = JSON.stringify(history, (_key, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString() : value,
      );
      assert.doesNotMatch(raw, /json\/plain/);
      assert.doesNotMatch(raw, new RegExp(PLANTED));
    }
  });
});
