import assert from 'node:assert/strict';

import { type HealthStage, startHealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

describe('project_access_lost: a RevenueCat project that we are no longer shown', function () {
  this.timeout(60_000);
  let stage: HealthStage;
  let left: WatchedAccount;
  let barred: WatchedAccount;
  let revoked: WatchedAccount;
  let all: WatchedAccount[];

  before(async () => {
    stage = await startHealthStage();
    all = await Promise.all([stage.account(), stage.account(), stage.account()]);
    [left, barred, revoked] = all as [WatchedAccount, WatchedAccount, WatchedAccount];
  });
  after(() => stage?.stop());

  /** Whoever connected it is taken off the RevenueCat project, or put on again. */
  const membership = (method: 'PUT' | 'DELETE', { there }: WatchedAccount) =>
    stage.revenueCat.ask(method, `/developers/${there.developerId}/projects/${there.projectId}`);

  it('is told from a missing permission by one look at the list', async () => {
    await Promise.all(all.map((account) => membership('DELETE', account)));
    await Promise.all(all.map((account) => account.becomes('project_access_lost')));
    const { health, next_sync_at } = await left.view();
    assert.match(health.message ?? '', /no longer shows us .* We look again every hour/);
    assert.equal(health.action, 'reconnect');
    assert.ok(Date.parse(next_sync_at ?? '') > 0);
    assert.deepEqual(await left.edges(), ['unhealthy project_access_lost']);
  });

  it('costs one request at each slot, which is written down as skipped', async () => {
    const [requests, slots] = [await left.there.requests(), await left.calls('recordSlot')];
    await left.syncs('skipped project_access_lost', 2);
    const [looks, passed] = [
      (await left.there.requests()) - requests,
      (await left.calls('recordSlot')) - slots,
    ];
    assert.ok(looks >= 2 && Math.abs(looks - passed) <= 1, `${looks} looks in ${passed} slots`);
    const lists = await left.there.requests({ path: '/v2/projects' });
    // One at connecting, one to find the cause, one for each slot.
    assert.ok(Math.abs(lists - (2 + (await left.calls('recordSlot')))) <= 1, `${lists} lists`);
  });

  it('costs one request at a slot even if RevenueCat does not answer it', async () => {
    const fault = await left.there.fails({ endpoint: 'projects', kind: 'error', status: 503 });
    const [requests, slots] = [await left.there.requests(), await left.calls('recordSlot')];
    await left.syncs('skipped project_access_lost', 2);
    const [looks, passed] = [
      (await left.there.requests()) - requests,
      (await left.calls('recordSlot')) - slots,
    ];
    assert.ok(Math.abs(looks - passed) <= 1, `${looks} looks in ${passed} slots`);
    await fault.mend();
    assert.deepEqual(await left.edges(), ['unhealthy project_access_lost']);
  });

  it('gives way to a graver cause: a list that is refused, a grant that is withdrawn', async () => {
    const body = { type: 'authorization_error', message: 'No.' };
    await barred.there.fails({ endpoint: 'projects', kind: 'answer', status: 403, body });
    await revoked.there.withdraw();
    await Promise.all([barred.becomes('insufficient_scope'), revoked.becomes('token_revoked')]);
    await revoked.syncs('skipped token_revoked', 2);
    assert.deepEqual(await barred.edges(), ['unhealthy project_access_lost', 'unhealthy insufficient_scope']);
    assert.equal((await revoked.there.refreshes()).length, 1);
  });

  it('ends by itself once the RevenueCat project is shown again, and is synced in that very slot', async () => {
    await membership('PUT', left);
    await left.becomes(null);
    await left.syncs('complete');
    assert.deepEqual(await left.edges(), ['unhealthy project_access_lost', 'healthy project_access_lost']);
    const slots = await left.slots();
    assert.equal(slots[slots.lastIndexOf('skipped project_access_lost') + 1], 'complete');
  });

  it('ends by a new approval of somebody who has access', async () => {
    await stage.revenueCat.ask('DELETE', '/faults');
    await Promise.all([barred, revoked].map((account) => membership('PUT', account)));
    await Promise.all([barred, revoked].map((account) => account.reconnect()));
    await Promise.all([barred, revoked].map((account) => account.becomes(null)));
    await Promise.all([barred, revoked].map((account) => account.syncs('complete')));
  });
});
