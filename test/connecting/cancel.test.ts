import assert from 'node:assert/strict';

import { DEMO_API_KEY, demoDevelopers } from '../../simulator/demo.js';
import type { connection } from '../../workflows/connection.js';
import { connectionWorkflowId } from '../../workflows/ids.js';
import type { ConnectionInput } from '../../workflows/messages.js';
import { consent } from '../support/consent.js';
import { eventually } from '../support/eventually.js';
import { type Begun, Owner } from './owner.js';
import { type Stage, startStage } from './stage.js';

describe('An attempt to connect that is given up', function () {
  this.timeout(120_000);
  const dana = { developerId: demoDevelopers.dana };
  let stage: Stage;
  let owner: Owner;
  before(async () => {
    // Every step replays what went before: what a cancel cuts short has to stay cut short.
    stage = await startStage({ cachedWorkflows: 0 });
  });
  beforeEach(async () => {
    owner = await Owner.of(stage);
  });
  afterEach(() => stage.revenuecat('DELETE', '/faults'));
  after(() => stage?.stop());

  const cancel = (id: string) => owner.ask('DELETE', `/connections/${id}`);
  const secrets = () => stage.secretsOf(owner.tenant.id);

  /** Cancelled, with nothing left of it, and repeating that changes nothing. */
  async function cancelled(id: string): Promise<void> {
    assert.equal((await cancel(id)).status, 204);
    await owner.until(id, 'cancelled');
    assert.deepEqual(await secrets(), []);
    assert.equal((await cancel(id)).status, 204);
    assert.equal((await owner.attempt(id)).status, 'cancelled');
  }

  it('while it waits for the consent, takes none any more', async () => {
    const begun = await owner.begin();
    const back = await consent(begun.authorizeUrl, dana);
    assert.equal((await secrets()).length, 1);
    await cancelled(begun.id);
    const late = await owner.arrive(back);
    assert.match(late.headers.get('location') ?? '', /problem=attempt-expired$/);
    assert.deepEqual(await secrets(), []);
  });

  it('while the code is being exchanged, keeps nothing of the grant that comes of it', async () => {
    await stage.revenuecat('POST', '/faults', { endpoint: 'token', kind: 'slow', milliseconds: 3_000 });
    const begun = await owner.begin();
    await owner.approve(begun, dana);
    const sent = async () => {
      const { items } = await stage.revenuecat<{ items: unknown[] }>('GET', '/ledger/token-sends');
      return items.length;
    };
    await eventually(async () => assert.ok((await sent()) > 0));
    await cancelled(begun.id);
  });

  it('while RevenueCat does not list its projects, does not wait for RevenueCat', async () => {
    await stage.revenuecat('POST', '/faults', { endpoint: 'projects', kind: 'error', times: null });
    const begun = await owner.begin();
    await owner.approve(begun, dana);
    await eventually(async () =>
      assert.ok((await secrets()).some((name) => name.startsWith('credentials/'))),
    );
    await cancelled(begun.id);
  });

  it('with an API key that RevenueCat does not answer about, keeps no key', async () => {
    await stage.revenuecat('POST', '/faults', { endpoint: 'projects', kind: 'error', times: null });
    const slow = await owner.connectByKey(DEMO_API_KEY);
    assert.equal(slow.status, 202, slow.text);
    assert.equal(slow.body.status, 'exchanging');
    await cancelled(slow.body.id);
  });

  it('while it waits for the choice, takes none any more', async () => {
    const begun = await owner.begin();
    await owner.approve(begun, dana);
    const { revenuecat_projects: listed } = await owner.until(begun.id, 'awaiting_choice');
    await cancelled(begun.id);
    const chosen = await owner.choose(begun.id, listed[0]?.id);
    assert.equal(chosen.status, 409);
    assert.equal(chosen.body.type, '/problems/connection-not-waiting');
  });

  it('after it has failed, stays failed', async () => {
    const begun = await owner.begin();
    await owner.approve(begun, { ...dana, decision: 'deny' });
    await owner.untilFailed(begun.id, 'access-denied');
    assert.equal((await cancel(begun.id)).status, 204);
    await owner.untilFailed(begun.id, 'access-denied');
  });

  it('after it has become an account, leaves the account alone', async () => {
    const accepted = await owner.connectByKey(DEMO_API_KEY);
    const account = await owner.choose(accepted.body.id, accepted.body.revenuecat_projects[0]?.id);
    const before = await secrets();
    assert.equal((await cancel(accepted.body.id)).status, 204);
    assert.equal((await owner.attempt(accepted.body.id)).status, 'bound');
    assert.equal((await owner.account(account.body.id)).status, 'connected');
    assert.deepEqual(await secrets(), before);
  });

  /** Begins the attempt anew as if it had begun long ago: deadlines are the workflow's own, and cannot be set over HTTP. */
  async function turnTheClock({ id }: Begun, deadlines: Partial<ConnectionInput>): Promise<void> {
    const { workflow } = stage.worker.temporal;
    await workflow.getHandle(connectionWorkflowId(id)).terminate('begins anew with other deadlines');
    const row = await stage.worker.owner.prisma.connections.findFirstOrThrow({ where: { id } });
    const input: ConnectionInput = {
      connectionId: id,
      projectId: row.project_id,
      credentialId: row.credential_id,
      method: 'oauth',
      requestedScopes: [],
      manageWebhook: false,
      reconnect: null,
      consentDeadline: row.expires_at.getTime(),
      attemptDeadline: row.expires_at.getTime(),
      ...deadlines,
    };
    await workflow.start<typeof connection>('connection', {
      workflowId: connectionWorkflowId(id),
      taskQueue: stage.worker.deps.taskQueue,
      args: [input],
    });
  }

  it('by nobody coming back in time, expires and takes no consent any more', async () => {
    const begun = await owner.begin();
    const back = await consent(begun.authorizeUrl, dana);
    await turnTheClock(begun, { consentDeadline: Date.now() + 500 });
    const { problem } = await owner.until(begun.id, 'expired');
    assert.equal(problem.type, '/problems/consent-expired');
    assert.deepEqual(await secrets(), []);
    const late = await owner.arrive(back);
    assert.match(late.headers.get('location') ?? '', /problem=consent-expired$/);
    assert.deepEqual(await secrets(), []);
  });

  it('by nobody choosing in time, expires, and its grant is deleted', async () => {
    const begun = await owner.begin();
    await turnTheClock(begun, { attemptDeadline: Date.now() + 4_000 });
    await owner.approve(begun, dana);
    const { revenuecat_projects: listed } = await owner.until(begun.id, 'awaiting_choice');
    assert.ok((await secrets()).some((name) => name.startsWith('credentials/')));
    const { problem } = await owner.until(begun.id, 'expired');
    assert.equal(problem.type, '/problems/attempt-expired');
    assert.deepEqual(await secrets(), []);
    assert.equal((await owner.choose(begun.id, listed[0]?.id)).status, 409);
  });
});
