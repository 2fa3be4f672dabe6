import assert from 'node:assert/strict';

import { OAUTH_CLIENT } from '../support/worker-stack.js';
import { type HealthStage, startHealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

describe("client_misconfigured: RevenueCat does not accept this server's own credentials", function () {
  this.timeout(60_000);
  let stage: HealthStage;
  let rejected: WatchedAccount;
  let unauthorized: WatchedAccount;
  let gone: WatchedAccount;
  let byKey: WatchedAccount;
  let all: WatchedAccount[];

  before(async () => {
    stage = await startHealthStage();
    const oauth = [stage.account(), stage.account(), stage.account()];
    all = await Promise.all(oauth);
    [rejected, unauthorized, gone] = all as [WatchedAccount, WatchedAccount, WatchedAccount];
    byKey = await stage.account('api_key');
  });
  after(() => stage?.stop());

  /** The secret that RevenueCat has of our client. */
  const register = (secret: string) =>
    stage.revenueCat.ask('POST', '/clients', {
      id: OAUTH_CLIENT.id,
      secret,
      redirect_uris: [`${stage.config.PUBLIC_URL}/api/oauth/revenuecat/callback`],
    });

  it('is found at the next refresh, and names the operator as the one to act', async () => {
    // RFC 6749, 5.2: the other way of saying that it is about the client.
    const body = { error: 'unauthorized_client' };
    await unauthorized.there.fails({ endpoint: 'token', kind: 'answer', status: 400, body });
    await register('another-secret');
    await Promise.all(all.map((account) => account.there.asksForRefresh()));
    await Promise.all(all.map((account) => account.becomes('client_misconfigured')));
    for (const account of all) {
      const { health, next_sync_at } = await account.view();
      assert.match(health.message ?? '', /The operator must correct that; reconnecting will not help/);
      assert.equal(health.action, 'contact_operator');
      assert.ok(Date.parse(next_sync_at ?? '') > 0);
    }
  });

  it('costs one token request at each slot, which is written down as skipped, and nothing else', async () => {
    const spent = () => Promise.all(all.map(({ there }) => there.requests()));
    // A run that was under way comes to its end first.
    await Promise.all(all.map((account) => account.syncs('skipped client_misconfigured')));
    const before = await spent();
    await Promise.all(all.map((account) => account.syncs('skipped client_misconfigured', 2)));
    assert.deepEqual(await spent(), before);
    for (const account of all) {
      const slots = (await account.slots()).filter((slot) => slot.startsWith('skipped')).length;
      const sends = (await account.there.refreshes()).length;
      // One found the cause.
      assert.ok(Math.abs(sends - 1 - slots) <= 1, `${sends} token requests, ${slots} slots`);
      assert.deepEqual(await account.edges(), ['unhealthy client_misconfigured']);
    }
  });

  it('is no matter of accounts that need no client', async () => {
    await byKey.syncs('complete');
    assert.deepEqual(await byKey.edges(), []);
  });

  it('ends by itself once the operator has corrected it; no grant was lost meanwhile', async () => {
    await gone.there.withdraw();
    await stage.revenueCat.ask('DELETE', '/faults');
    await register(OAUTH_CLIENT.secret);
    await Promise.all([rejected.becomes(null), unauthorized.becomes(null)]);
    for (const account of [rejected, unauthorized]) {
      await account.syncs('complete');
      const edges = ['unhealthy client_misconfigured', 'healthy client_misconfigured'];
      assert.deepEqual(await account.edges(), edges);
      assert.equal((await account.there.refreshes()).at(-1)?.outcome, 'answered');
      assert.equal((await account.view()).credential.version, 2);
    }
  });

  it('leaves what it hid: a grant that was withdrawn meanwhile is dead', async () => {
    await gone.becomes('token_revoked');
    assert.deepEqual(await gone.edges(), ['unhealthy client_misconfigured', 'unhealthy token_revoked']);
    assert.equal((await gone.there.refreshes()).at(-1)?.outcome, 'invalid_grant');
  });
});
