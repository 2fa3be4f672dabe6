import assert from 'node:assert/strict';

import { DEMO_API_KEY, demoDevelopers } from '../../simulator/demo.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { eventually } from '../support/eventually.js';
import { Owner } from './owner.js';
import { type Stage, startStage } from './stage.js';

describe('Reconnecting an account', function () {
  this.timeout(120_000);
  const { dana, oskar } = demoDevelopers;
  let stage: Stage;
  let owner: Owner;
  before(async () => {
    stage = await startStage();
  });
  beforeEach(async () => {
    owner = await Owner.of(stage);
  });
  afterEach(() => stage.revenuecat('DELETE', '/faults'));
  after(() => stage?.stop());

  const secrets = () => stage.secretsOf(owner.tenant.id);
  const runIdOf = async (id: string) =>
    (await stage.worker.temporal.workflow.getHandle(accountWorkflowId(id)).describe()).runId;
  const synced = (id: string, after: string | null = null) =>
    eventually(
      async () => {
        const account = await owner.account(id);
        assert.ok(account.last_sync !== null && account.last_sync.id !== after);
        assert.equal(account.last_sync.status, 'complete');
        return account.last_sync.id;
      },
      { within: '60s' },
    );
  async function connected(): Promise<string> {
    const id = await owner.connect(dana, 'Acme iOS');
    await synced(id);
    return id;
  }

  it('keeps it paused, clears the cause, syncs at once, deletes the old access, and asks for no choice', async () => {
    const id = await connected();
    assert.equal((await owner.ask('POST', `/accounts/${id}/pause`)).status, 200);
    await stage.revenuecat('DELETE', `/developers/${dana}/grants`);
    await owner.ask('POST', `/accounts/${id}/sync`);
    const ill = await owner.untilHealth(id, 'token_revoked');
    const [old] = await secrets();
    const workflowRun = await runIdOf(id);

    const begun = await owner.begin({ account_id: id });
    await owner.approve(begun, { developerId: dana });
    assert.equal((await owner.until(begun.id, 'bound')).account_id, id);

    const well = await owner.account(id);
    assert.deepEqual([well.status, well.health.cause], ['paused', null]);
    await synced(id, ill.last_sync?.id);
    assert.equal((await owner.account(id)).status, 'paused');
    await eventually(async () => {
      const present = await secrets();
      assert.equal(present.length, 1, present.join());
      assert.notEqual(present[0], old);
    });
    assert.equal(await runIdOf(id), workflowRun, 'the same workflow went on');
    const { body } = await owner.ask('GET', `/accounts/${id}/timeline`);
    assert.ok(body.items.some(({ message }) => message.startsWith('Reconnected')));
  });

  it('works while a sync is under way: the run goes on with the new access', async () => {
    const id = await connected();
    const before = (await owner.account(id)).last_sync?.id ?? null;
    await stage.revenuecat('POST', '/faults', {
      endpoint: 'charts',
      kind: 'slow',
      milliseconds: 1_500,
      times: 2,
    });
    const run = await owner.ask('POST', `/accounts/${id}/sync`);
    assert.equal(run.status, 202, run.text);
    const reply = await owner.connectByKey(DEMO_API_KEY, { account_id: id });
    assert.equal(reply.body.status, 'bound', reply.text);
    await stage.revenuecat('DELETE', `/developers/${dana}/grants`);
    await synced(id, before);
    await eventually(async () => assert.equal((await secrets()).length, 1));
    const account = await owner.account(id);
    assert.deepEqual([account.health.cause, account.credential.kind], [null, 'api_key']);
  });

  it('with a grant that cannot open its RevenueCat project changes nothing, and that grant is deleted', async () => {
    const id = await connected();
    const before = await secrets();
    const begun = await owner.begin({ account_id: id });
    await owner.approve(begun, { developerId: oskar });
    await owner.untilFailed(begun.id, 'different-revenuecat-project');
    assert.deepEqual(await secrets(), before);
    const present = (await owner.account(id)).last_sync?.id ?? null;
    await owner.ask('POST', `/accounts/${id}/sync`);
    await synced(id, present);
  });

  it('twice at once ends with one access, and the account goes on', async () => {
    const id = await connected();
    const attempts = [await owner.begin({ account_id: id }), await owner.begin({ account_id: id })];
    await Promise.all(attempts.map((begun) => owner.approve(begun, { developerId: dana })));
    for (const begun of attempts) await owner.until(begun.id, 'bound');
    await eventually(async () => assert.equal((await secrets()).length, 1), { within: '20s' });
    const before = (await owner.account(id)).last_sync?.id ?? null;
    await owner.ask('POST', `/accounts/${id}/sync`);
    await synced(id, before);
  });

  describe('that is being disconnected', () => {
    it('is refused at the start, fails in the middle, and so does connecting it as if it were new', async () => {
      const id = await owner.connect(dana, 'Acme iOS', { manage_webhook: true });
      await eventually(async () => assert.ok((await owner.account(id)).webhook.registered), {
        within: '30s',
      });
      const [again, anew] = [await owner.begin({ account_id: id }), await owner.begin()];
      await owner.approve(anew, { developerId: dana });
      const { revenuecat_projects: listed } = await owner.until(anew.id, 'awaiting_choice');
      // The webhook at RevenueCat cannot be removed: the disconnect stays open.
      await stage.revenuecat('POST', '/faults', { endpoint: 'webhooks', kind: 'error', times: null });
      const disconnect = owner.ask('DELETE', `/accounts/${id}`);
      await eventually(async () => assert.equal((await owner.account(id)).status, 'disconnecting'));

      const project = listed.find(({ name }) => name === 'Acme iOS')?.id;
      for (const reply of [
        await owner.ask('POST', '/connections', { method: 'oauth', account_id: id }),
        await owner.connectByKey(DEMO_API_KEY, { account_id: id }),
        await owner.choose(anew.id, project),
      ]) {
        assert.equal(reply.status, 409, reply.text);
        assert.equal(reply.body.type, '/problems/disconnect-in-progress');
      }
      await owner.approve(again, { developerId: dana });
      for (const begun of [again, anew]) await owner.untilFailed(begun.id, 'disconnect-in-progress');

      assert.equal((await disconnect).status, 202);
      await stage.revenuecat('DELETE', '/faults');
      await owner.receipt(id);
      assert.deepEqual(await secrets(), []);
    });

    it('fails, if the disconnect has come and gone during the attempt', async () => {
      const id = await connected();
      const begun = await owner.begin({ account_id: id });
      assert.equal((await owner.ask('DELETE', `/accounts/${id}`)).status, 200);
      await owner.approve(begun, { developerId: dana });
      await owner.untilFailed(begun.id, 'disconnect-in-progress');
      assert.equal((await owner.account(id)).status, 'disconnected');
      assert.deepEqual(await secrets(), []);
    });

    it('answers 409 to whoever waits with an API key', async () => {
      const id = await connected();
      await stage.revenuecat('POST', '/faults', { endpoint: 'projects', kind: 'slow', milliseconds: 3_000 });
      const waiting = owner.connectByKey(DEMO_API_KEY, { account_id: id });
      await eventually(async () => assert.ok((await secrets()).length > 1));
      assert.equal((await owner.ask('DELETE', `/accounts/${id}`)).status, 200);
      const reply = await waiting;
      assert.equal(reply.status, 409, reply.text);
      assert.equal(reply.body.type, '/problems/disconnect-in-progress');
      assert.deepEqual(await secrets(), []);
    });
  });
});
