import assert from 'node:assert/strict';

import { syncNowUpdate } from '../../workflows/messages.js';
import { type HealthStage, startHealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

describe('token_revoked: an owner who withdraws access at RevenueCat', function () {
  this.timeout(60_000);
  let stage: HealthStage;
  let account: WatchedAccount;

  before(async () => {
    stage = await startHealthStage();
    account = await stage.account();
  });
  after(() => stage?.stop());

  it('finds the account unhealthy at its next slot, with one sentence and one thing to do', async () => {
    await account.there.withdraw();
    await account.becomes('token_revoked');
    const { health, next_sync_at, status } = await account.view();
    assert.match(health.message ?? '', /^RevenueCat has withdrawn our access to /);
    assert.equal(health.action, 'reconnect');
    assert.equal(next_sync_at, null);
    assert.equal(status, 'connected');
    assert.deepEqual(await account.edges(), ['unhealthy token_revoked']);
  });

  it('costs one token request and then none, and every slot is written down as skipped', async () => {
    const requests = await account.there.requests();
    await account.syncs('skipped token_revoked', 2);
    const sends = await account.there.refreshes();
    assert.deepEqual(
      sends.map(({ outcome }) => outcome),
      ['invalid_grant'],
    );
    assert.equal(await account.there.requests(), requests);
    const refused = await account.handle.executeUpdate(syncNowUpdate);
    assert.deepEqual(refused, { accepted: false, cause: 'token_revoked', notBefore: null });
  });

  it('ends by a new approval, and the numbers come again', async () => {
    const old = (await account.row()).credential_id;
    await account.reconnect();
    await account.becomes(null);
    await account.syncs('complete');
    assert.deepEqual(await account.edges(), ['unhealthy token_revoked', 'healthy token_revoked']);
    assert.notEqual((await account.view()).next_sync_at, null);
    const path = `${stage.projectId}/${old}`;
    assert.equal(await stage.deps.vault.read('credentials', path), null);
  });
});
