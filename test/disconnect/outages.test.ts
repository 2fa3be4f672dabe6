import assert from 'node:assert/strict';

import { demoDevelopers } from '../../simulator/demo.js';
import { Owner } from '../connecting/owner.js';
import { type Stage, startStage } from '../connecting/stage.js';
import type { Cable } from '../support/cable.js';
import { eventually } from '../support/eventually.js';
import { ConnectedAccount } from './connected-account.js';

describe('A disconnect while', function () {
  this.timeout(120_000);
  const { dana } = demoDevelopers;
  let postgres: Cable;
  let vault: Cable;
  let stage: Stage;
  before(async () => {
    stage = await startStage({ lines: true, settings: { REFRESH_BEFORE_EXPIRY: '10s' } });
    assert.ok(stage.worker.lines);
    ({ postgres, vault } = stage.worker.lines);
  });
  afterEach(async () => {
    await postgres.plugIn();
    await vault.plugIn();
    await stage.worker.startWorker();
    await stage.revenuecat('DELETE', '/faults');
    await stage.revenuecat('PATCH', '/settings', { access_token_seconds: 3_600 });
  });
  after(() => stage?.stop());

  it('Vault is away is accepted, and finished when it is back', async () => {
    const account = await ConnectedAccount.on(stage, { developerId: dana });
    await vault.unplug();
    const { answer } = await account.disconnect();
    await eventually(async () => {
      assert.deepEqual((await account.ask('GET', '/receipt')).body.open, ['credential']);
    });
    assert.equal(await account.owner.deliverTo(account.id), 404);
    await vault.plugIn();
    assert.ok([200, 202].includes((await answer).status));
    await account.isGone();
  });

  it('Vault is away with a renewed pair in hand deletes that pair, too', async () => {
    await stage.revenuecat('PATCH', '/settings', { access_token_seconds: 12 });
    const account = await ConnectedAccount.on(stage, { developerId: dana });
    await stage.revenuecat('POST', '/faults', {
      ...{ endpoint: 'token', grant_type: 'refresh_token', kind: 'slow', milliseconds: 1_500 },
    });
    const issued = async () => {
      const { items } = await stage.revenuecat<{ items: { rotations: number }[] }>('GET', '/grants');
      return items.reduce((sum, { rotations }) => sum + rotations, 0);
    };
    const before = await issued();
    await eventually(
      async () => {
        const { items } = await stage.revenuecat<{ items: { hits: number }[] }>('GET', '/faults');
        assert.equal(items[0]?.hits, 1);
      },
      { within: '30s' },
    );
    await vault.unplug();
    await eventually(async () => assert.equal(await issued(), before + 1));
    const { answer } = await account.disconnect();
    await vault.plugIn();
    assert.ok([200, 202].includes((await answer).status));
    await account.isGone();
    const { overlaps } = await stage.revenuecat<{ overlaps: unknown[] }>('GET', '/ledger/token-sends');
    assert.deepEqual(overlaps, []);
  });

  it('Postgres goes away is finished when it is back', async () => {
    const account = await ConnectedAccount.on(stage, { developerId: dana });
    await stage.worker.stopWorker();
    const { answer } = await account.disconnect();
    await postgres.unplug();
    await stage.worker.startWorker();
    const reply = await answer;
    assert.equal(reply.status, 202, reply.text);
    assert.deepEqual(reply.body.open, ['events', 'webhook', 'credential']);
    await postgres.plugIn();
    await account.isGone();
  });

  it('Postgres is away is refused, and changes nothing', async () => {
    const account = await ConnectedAccount.on(stage, { developerId: dana });
    await postgres.unplug();
    const reply = await account.ask('DELETE');
    assert.equal(reply.status, 503, reply.text);
    assert.equal(reply.body.type, '/problems/database-unavailable');
    await postgres.plugIn();
    const history = await account.workflow.fetchHistory();
    assert.ok(!JSON.stringify(history).includes('"signalName":"disconnect"'));
    assert.equal((await account.owner.account(account.id)).status, 'connected');
    assert.equal(await account.owner.deliverTo(account.id), 200);
  });

  it('Postgres goes away between the signal and the commit says that it is under way, which is true', async () => {
    const account = await ConnectedAccount.on(stage, { developerId: dana });
    const { workflow } = stage.api.deps.temporal;
    const signal = workflow.signalWithStart.bind(workflow);
    workflow.signalWithStart = async (...args: Parameters<typeof signal>) => {
      const handle = await signal(...args);
      await postgres.unplug();
      return handle as never;
    };
    const reply = await account.ask('DELETE').finally(() => (workflow.signalWithStart = signal));
    assert.equal(reply.status, 202, reply.text);
    await postgres.plugIn();
    await account.isGone();
  });

  it('RevenueCat is away waits with our webhook there, and removes it when it is back', async () => {
    const account = await ConnectedAccount.on(stage, { developerId: dana, manage_webhook: true });
    await stage.revenuecat('POST', '/faults', { endpoint: '*', kind: 'drop_before', times: null });
    const { answer } = await account.disconnect();
    const reply = await answer;
    assert.equal(reply.status, 202, reply.text);
    assert.deepEqual(reply.body.open, ['webhook', 'credential']);
    await stage.revenuecat('DELETE', '/faults');
    assert.equal((await account.isGone()).webhook_removed, 'removed');
    const path = `/projects/${account.revenueCatProjectId}/integrations`;
    assert.deepEqual((await stage.revenuecat<{ items: unknown[] }>('GET', path)).items, []);
  });

  it('the grant is dead does not wait: the receipt names what to delete by hand', async () => {
    const account = await ConnectedAccount.on(stage, { developerId: dana, manage_webhook: true });
    await stage.revenuecat('DELETE', `/developers/${dana}/grants`);
    const { answer } = await account.disconnect();
    assert.equal((await answer).status, 200);
    assert.equal((await account.isGone()).webhook_removed, 'by_hand');
  });

  it('no worker is there is accepted, refuses deliveries at once, and is finished by the next worker', async () => {
    const account = await ConnectedAccount.on(stage, { developerId: dana });
    await stage.worker.stopWorker();
    const { answer } = await account.disconnect();
    assert.equal(await account.owner.deliverTo(account.id), 404);
    const reply = await answer;
    assert.equal(reply.status, 202, reply.text);
    assert.equal(reply.headers.get('location'), account.owner.tenant.at(`/accounts/${account.id}/receipt`));
    await stage.worker.startWorker();
    await account.isGone();
  });

  it('an account is being made ends the attempt, and leaves no access', async () => {
    const owner = await Owner.of(stage);
    const begun = await owner.begin();
    await owner.approve(begun, { developerId: dana });
    const { revenuecat_projects: listed } = await owner.until(begun.id, 'awaiting_choice');
    // The row is made, but its workflow cannot read the access it is to take over.
    await vault.unplug();
    const choice = owner.choose(begun.id, listed[0]?.id);
    const id = await eventually(async () => {
      const { body } = await owner.ask('GET', '/accounts');
      assert.equal(body.items.length, 1);
      return body.items[0]?.id ?? '';
    });
    const disconnect = owner.ask('DELETE', `/accounts/${id}`);
    await eventually(async () => assert.equal((await owner.account(id)).status, 'disconnecting'));
    await vault.plugIn();
    assert.ok([200, 202].includes((await disconnect).status));
    assert.ok([202, 409].includes((await choice).status));
    await owner.untilFailed(begun.id, 'disconnect-in-progress');
    assert.equal((await owner.receipt(id)).credential_deleted, true);
    assert.deepEqual(await stage.secretsOf(owner.tenant.id), []);
  });
});
