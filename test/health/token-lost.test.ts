import assert from 'node:assert/strict';

import { credentialPath, type StoredCredential } from '../../activities/credentials/store.js';
import type { Versioned } from '../../clients/vault.js';
import { eventually } from '../support/eventually.js';
import { freshPair } from './fresh-pair.js';
import { type HealthStage, startHealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

describe('token_lost: a pair that RevenueCat handed out and nobody received', function () {
  this.timeout(60_000);
  let stage: HealthStage;
  /** The connection broke, the answer could not be read, Vault has nothing. */
  let cut: WatchedAccount;
  let garbled: WatchedAccount;
  let emptied: WatchedAccount;
  let key: WatchedAccount;
  const kept = new Map<WatchedAccount, Versioned<StoredCredential>>();

  before(async () => {
    stage = await startHealthStage();
    [cut, garbled, emptied, key] = await Promise.all([
      ...([stage.account(), stage.account(), stage.account()] as const),
      stage.account('api_key'),
    ]);
  });
  after(() => stage?.stop());

  const pathOf = async (account: WatchedAccount) =>
    credentialPath({ projectId: stage.projectId, credentialId: (await account.row()).credential_id ?? '' });
  const read = async (account: WatchedAccount) =>
    stage.deps.vault.read<StoredCredential>('credentials', await pathOf(account));
  const write = async (account: WatchedAccount, data: object, cas: number) =>
    stage.deps.vault.write('credentials', await pathOf(account), data, cas);

  it('is found by the next send, which alone can show that the token is spent', async () => {
    await cut.there.fails({ endpoint: 'token', kind: 'drop_after', times: 1 });
    await garbled.there.fails({ endpoint: 'token', kind: 'garbled_after', body: 'html', times: 1 });
    await Promise.all([cut, garbled].map((account) => account.there.asksForRefresh()));
    await Promise.all([cut, garbled].map((account) => account.becomes('token_lost')));
    for (const account of [cut, garbled]) {
      const { health, next_sync_at } = await account.view();
      assert.match(health.message ?? '', /lost in an interrupted renewal. The fault is ours/);
      assert.equal(health.action, 'reconnect');
      assert.equal(next_sync_at, null);
      assert.equal((await account.there.refreshes()).at(-1)?.outcome, 'invalid_grant');
    }
  });

  it('is also a credential that Vault no longer has, be it a pair or a key', async () => {
    for (const account of [emptied, key]) {
      const stored = await read(account);
      assert.ok(stored);
      kept.set(account, stored);
      await stage.deps.vault.destroy('credentials', await pathOf(account));
    }
    await Promise.all([emptied.becomes('token_lost'), key.becomes('api_key_rejected')]);
    for (const account of [emptied, key])
      assert.match((await account.view()).health.message ?? '', /lost where we keep it. The fault is ours/);
    assert.deepEqual(await emptied.there.refreshes(), []);
  });

  it('costs one look into Vault at each slot, and nothing at RevenueCat', async () => {
    const accounts = [cut, garbled, emptied];
    const spent = () => Promise.all(accounts.map((account) => account.there.requests()));
    const before = await spent();
    await Promise.all(accounts.map((account) => account.syncs('skipped token_lost', 2)));
    assert.deepEqual(await spent(), before);
    for (const account of accounts) {
      const looks = await account.calls('readCredential');
      const slots = await account.calls('recordSlot');
      assert.ok(looks === slots || looks === slots + 1, `${looks} looks in ${slots} slots`);
    }
    assert.equal((await cut.there.refreshes()).length, 2);
  });

  it('ends by itself when Vault has a newer version, or has it again', async () => {
    const pair = await freshPair(stage, cut.there.developerId);
    await write(cut, pair, (await read(cut))?.version ?? 0);
    for (const [account, { data }] of kept) await write(account, data, 0);
    await Promise.all([cut, emptied, key].map((account) => account.becomes(null)));
    await Promise.all([cut, emptied, key].map((account) => account.syncs('complete')));
    assert.deepEqual(await cut.edges(), ['unhealthy token_lost', 'healthy token_lost']);
    assert.deepEqual(await emptied.edges(), ['unhealthy token_lost', 'healthy token_lost']);
    assert.deepEqual(await key.edges(), ['unhealthy api_key_rejected', 'healthy api_key_rejected']);
    assert.equal((await cut.view()).credential.version, 2);
  });

  it('ends by a new approval', async () => {
    await garbled.reconnect();
    await garbled.becomes(null);
    await garbled.syncs('complete');
    assert.deepEqual(await garbled.edges(), ['unhealthy token_lost', 'healthy token_lost']);
    await eventually(async () => assert.deepEqual((await garbled.state()).retiredCredentialIds, []));
  });
});
