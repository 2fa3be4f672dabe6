import assert from 'node:assert/strict';

import { credentialPath } from '../../activities/credentials/store.js';
import { eventually } from '../support/eventually.js';
import { type HealthStage, startHealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

const DAY = 24 * 3_600_000;

describe('token_expired: a grant that could not be renewed for a month', function () {
  this.timeout(60_000);
  let stage: HealthStage;
  let old: WatchedAccount;
  let hardy: WatchedAccount;

  before(async () => {
    stage = await startHealthStage();
    [old, hardy] = await Promise.all([stage.account(), stage.account()]);
    await Promise.all([makeOld(old), makeOld(hardy)]);
  });
  after(() => stage?.stop());

  /** As if its pair had been handed out 31 days ago: written to Vault, and met there by the workflow. */
  async function makeOld(account: WatchedAccount): Promise<void> {
    const ref = { projectId: stage.projectId, credentialId: (await account.row()).credential_id ?? '' };
    const stored = await stage.deps.vault.read<object>('credentials', credentialPath(ref));
    const aged = { ...stored?.data, obtained_at: Date.now() - 31 * DAY };
    await stage.deps.vault.write('credentials', credentialPath(ref), aged, stored?.version ?? 0);
    await account.there.asksForRefresh();
    await eventually(async () => assert.equal((await account.row()).credential_version, 2), {
      within: '20s',
    });
  }

  const warningsOf = async (account: WatchedAccount) =>
    (await account.view()).warnings.map(({ kind }) => kind);

  it('is not called so by its age alone: it is healthy, with a warning, until RevenueCat has refused it', async () => {
    await old.syncs('complete');
    const { health, credential } = await old.view();
    assert.equal(health.status, 'healthy');
    assert.ok(Date.parse(credential.refresh_expires_at_estimate ?? '') < Date.now());
    assert.ok((await warningsOf(old)).includes('access_ageing'));
    assert.deepEqual(await old.there.refreshes(), []);
  });

  it('may still be good: then it is as young as any other', async () => {
    await hardy.there.asksForRefresh();
    await eventually(async () => assert.equal((await hardy.row()).credential_version, 3), { within: '20s' });
    await hardy.syncs('complete');
    assert.ok(!(await warningsOf(hardy)).includes('access_ageing'));
    assert.deepEqual(await hardy.edges(), []);
    assert.equal((await hardy.there.refreshes()).length, 1);
  });

  it('asks for a reconnect once RevenueCat refuses it, and does not warn of what has happened', async () => {
    await old.there.withdraw();
    await old.becomes('token_expired');
    const { health, next_sync_at } = await old.view();
    assert.match(health.message ?? '', /ran out because it could not be renewed in time/);
    assert.equal(health.action, 'reconnect');
    assert.equal(next_sync_at, null);
    assert.ok(!(await warningsOf(old)).includes('access_ageing'));
  });

  it('costs one token request and then none', async () => {
    const requests = await old.there.requests();
    await old.syncs('skipped token_expired', 2);
    assert.deepEqual(
      (await old.there.refreshes()).map(({ outcome }) => outcome),
      ['invalid_grant'],
    );
    assert.equal(await old.there.requests(), requests);
  });

  it('ends by a new approval, which lives for another month', async () => {
    await old.reconnect();
    await old.becomes(null);
    await old.syncs('complete');
    assert.deepEqual(await old.edges(), ['unhealthy token_expired', 'healthy token_expired']);
    const { refresh_expires_at_estimate: end } = (await old.view()).credential;
    assert.ok(Date.parse(end ?? '') > Date.now() + 29 * DAY);
  });
});
