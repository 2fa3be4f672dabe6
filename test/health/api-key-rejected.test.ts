import assert from 'node:assert/strict';

import { pauseUpdate, resumeUpdate, syncNowUpdate } from '../../workflows/messages.js';
import { type HealthStage, startHealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

describe('api_key_rejected: an account that was connected with an API key', function () {
  this.timeout(60_000);
  let stage: HealthStage;
  let account: WatchedAccount;

  before(async () => {
    stage = await startHealthStage();
    account = await stage.account('api_key');
  });
  after(() => stage?.stop());
  // Every test of this file: a key is never refreshed.
  afterEach(async () => {
    const { items } = await stage.revenueCat.ask<{ items: unknown[] }>('GET', '/ledger/token-sends');
    assert.deepEqual(items, []);
  });

  it('lives like any other: it syncs, pauses and resumes, without ends of access to watch', async () => {
    await account.syncs('complete', 2);
    await account.handle.executeUpdate(pauseUpdate);
    assert.equal((await account.view()).next_sync_at, null);
    await account.handle.executeUpdate(resumeUpdate);
    await account.syncs('complete');
    const { credential, warnings } = await account.view();
    const { kind, access_expires_at, refresh_expires_at_estimate } = credential;
    assert.deepEqual([kind, access_expires_at, refresh_expires_at_estimate], ['api_key', null, null]);
    assert.ok(!warnings.some((warning) => warning.kind === 'access_ageing'));
  });

  it('is unhealthy once RevenueCat rejects the key, and asks for another', async () => {
    await account.there.withdraw();
    await account.becomes('api_key_rejected');
    const { health, next_sync_at } = await account.view();
    assert.match(health.message ?? '', /no longer accepts the API key of /);
    assert.equal(health.action, 'enter_api_key');
    assert.equal(next_sync_at, null);
  });

  it('sends the rejected key once, then lets every slot pass', async () => {
    const requests = () => stage.revenueCat.ask<{ items: { status: number }[] }>('GET', '/ledger/requests');
    await account.syncs('skipped api_key_rejected', 2);
    const { items } = await requests();
    assert.equal(items.filter(({ status }) => status === 401).length, 1);
    const refused = await account.handle.executeUpdate(syncNowUpdate);
    assert.deepEqual(refused, { accepted: false, cause: 'api_key_rejected', notBefore: null });
  });

  it('ends when the owner enters another key', async () => {
    await account.reconnect();
    await account.becomes(null);
    await account.syncs('complete');
    assert.deepEqual(await account.edges(), ['unhealthy api_key_rejected', 'healthy api_key_rejected']);
  });
});
