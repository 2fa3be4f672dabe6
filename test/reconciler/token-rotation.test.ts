import assert from 'node:assert/strict';

import { scheduleId } from '../../activities/schedules.js';
import { accountStateQuery } from '../../workflows/messages.js';
import { type ApiUnderTest, NOBODY, startTestApi } from '../api/support/api-under-test.js';
import { Owner } from '../connecting/owner.js';
import { type Stage, startStage } from '../connecting/stage.js';
import { eventually } from '../support/eventually.js';
import { handleOf, reconcile, repairsOf } from './reconciler.js';

describe('A rotation of the webhook token that no account could be told of, since Temporal was away,', function () {
  this.timeout(120_000);
  let stage: Stage;
  let withoutTemporal: ApiUnderTest;
  let owner: Owner;
  let accounts: readonly [connected: string, paused: string];

  before(async () => {
    stage = await startStage();
    const { temporal, deps } = stage.worker;
    await temporal.schedule.getHandle(scheduleId(deps.taskQueue, 'reconcile-workflows')).pause();
    withoutTemporal = await startTestApi({ beside: stage.api, temporalAddress: NOBODY, silent: true });
    owner = await Owner.of(stage);
    const connect = (name: string) => owner.connect('dev_dana', name, { manage_webhook: true });
    accounts = [await connect('Acme iOS'), await connect('Acme Android')];
    for (const id of accounts) await eventually(() => isAtRest(id), { within: '60s', every: '100ms' });
    assert.equal((await owner.ask('POST', `/accounts/${accounts[1]}/pause`)).status, 200);
  });
  after(async () => {
    await withoutTemporal?.stop();
    await stage?.stop();
  });

  /** Its webhook is registered, and there is nothing that it would do before its next slot. */
  async function isAtRest(id: string): Promise<void> {
    const state = await handleOf(stage.worker, id).query(accountStateQuery);
    assert.ok(
      state?.webhookIntegrationId && !state.webhookDue && state.run === null && state.wanted === null,
    );
  }
  async function tokenAtRevenueCat(id: string): Promise<string | undefined> {
    const { revenuecat_project: project } = await owner.account(id);
    const path = `/projects/${project.id}/integrations`;
    const { items } = await stage.revenuecat<{ items: { authorization_header: string }[] }>('GET', path);
    return items[0]?.authorization_header;
  }
  async function rotateUnheard(): Promise<string> {
    const { tenant } = owner;
    const rotated = await withoutTemporal.call('POST', tenant.at('/revenue-layer/webhook-token/rotate'), {
      key: tenant.writeKey,
      body: { overlap_seconds: 0 },
    });
    assert.equal(rotated.status, 200, rotated.text);
    return `Bearer ${rotated.body.token}`;
  }

  it('is told by the reconciler to each of them, once, also to one that is paused', async () => {
    const wanted = await rotateUnheard();
    for (const id of accounts) assert.notEqual(await tokenAtRevenueCat(id), wanted);
    assert.equal((await reconcile(stage.worker, 'reconcileWorkflows')).repaired, 2);
    for (const id of accounts) {
      await eventually(async () => assert.equal(await tokenAtRevenueCat(id), wanted), { within: '30s' });
      await eventually(() => isAtRest(id), { within: '30s' });
    }
    const kinds = accounts.map((id) => `token_rotation_not_known ${id}`);
    assert.deepEqual((await repairsOf(stage.worker)).sort(), kinds.sort());
    assert.equal((await reconcile(stage.worker, 'reconcileWorkflows')).differences, 0);
  });

  it('is told only once to an account that knows, and cannot act on it now', async () => {
    const [id, other] = accounts;
    const { revenuecat_project: project } = await owner.account(id);
    await stage.revenuecat('POST', '/faults', {
      ...{ endpoint: 'webhooks', kind: 'answer', status: 500, body: {}, times: null, projectId: project.id },
    });
    const wanted = await rotateUnheard();
    assert.equal((await reconcile(stage.worker, 'reconcileWorkflows')).repaired, 2);
    const knows = async () => {
      const state = await handleOf(stage.worker, id).query(accountStateQuery);
      assert.ok(state?.webhookDue && (state.webhookNotBefore ?? 0) > Date.now());
    };
    await eventually(knows, { within: '60s', every: '100ms' });
    await eventually(async () => assert.equal(await tokenAtRevenueCat(other), wanted), { within: '30s' });
    await eventually(() => isAtRest(other), { within: '30s' });
    assert.equal((await reconcile(stage.worker, 'reconcileWorkflows')).differences, 0);
    assert.notEqual(await tokenAtRevenueCat(id), wanted);
    await stage.revenuecat('DELETE', '/faults');
  });
});
