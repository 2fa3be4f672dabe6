import assert from 'node:assert/strict';

import { eventually } from '../support/eventually.js';
import { type HealthStage, startHealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

const REFUSED = { type: 'authorization_error', message: "Your credentials lack the required scope 'x'" };
const CHARTS_SCOPE = 'charts_metrics:charts:read';

describe('insufficient_scope: access that lacks a permission', function () {
  this.timeout(60_000);
  let stage: HealthStage;
  /** Three ways in: a refresh answer names too few scopes, every chart is refused, so is the list. */
  let shrunk: WatchedAccount;
  let refused: WatchedAccount;
  let unlisted: WatchedAccount;
  let all: WatchedAccount[];

  before(async () => {
    stage = await startHealthStage();
    all = await Promise.all([stage.account(), stage.account('api_key'), stage.account()]);
    [shrunk, refused, unlisted] = all as [WatchedAccount, WatchedAccount, WatchedAccount];
  });
  after(() => stage?.stop());

  const no = (status: number) => ({ kind: 'answer', status, body: REFUSED });

  it('is named when a refresh answer lacks it, even in the middle of a run that has read charts', async () => {
    await shrunk.there.fails({ endpoint: 'token', kind: 'drop_scopes', scopes: [CHARTS_SCOPE], times: 1 });
    await shrunk.there.asksForRefresh('actives');
    await shrunk.becomes('insufficient_scope');
    assert.match((await shrunk.view()).health.message ?? '', /lacks charts_metrics:charts:read;/);
  });

  it('is seen when every chart is refused while the RevenueCat project is still listed', async () => {
    await refused.there.fails({ endpoint: 'charts', ...no(403) });
    await refused.becomes('insufficient_scope');
    assert.match((await refused.view()).health.message ?? '', /lacks a permission;/);
  });

  it('is seen when the list itself is refused, and when charts are hidden rather than refused', async () => {
    await unlisted.there.fails({ endpoint: 'charts', ...no(404) });
    await unlisted.there.fails({ endpoint: 'projects', ...no(403) });
    await unlisted.becomes('insufficient_scope');
    // Once at connecting, once to tell why.
    assert.equal(await unlisted.there.requests({ path: '/v2/projects' }), 2);
  });

  it('skips every slot and asks RevenueCat nothing, however the cause was found', async () => {
    const spent = () => Promise.all(all.map((account) => account.there.requests()));
    // The run under way at that moment comes to its end.
    await Promise.all(all.map((account) => eventually(async () => (await account.state()).run === null)));
    const before = await spent();
    await Promise.all(all.map((account) => account.syncs('skipped insufficient_scope', 2)));
    assert.deepEqual(await spent(), before);
    for (const account of all) {
      const { health, next_sync_at } = await account.view();
      assert.equal(health.cause, 'insufficient_scope');
      assert.equal(health.action, 'reconnect_with_permissions');
      assert.equal(next_sync_at, null);
      assert.deepEqual(await account.edges(), ['unhealthy insufficient_scope']);
    }
    assert.equal((await shrunk.there.refreshes()).length, 1);
  });

  it('ends by a new approval, or another key, that has the permission', async () => {
    await stage.revenueCat.ask('DELETE', '/faults');
    await Promise.all(all.map((account) => account.reconnect()));
    await Promise.all(all.map((account) => account.becomes(null)));
    await Promise.all(all.map((account) => account.syncs('complete')));
    for (const account of all)
      assert.deepEqual(await account.edges(), ['unhealthy insufficient_scope', 'healthy insufficient_scope']);
  });

  it('stays where the new approval lacks it, too', async () => {
    await refused.there.fails({ endpoint: 'charts', ...no(403) });
    await refused.becomes('insufficient_scope');
    await refused.reconnect();
    const [inTo, outOf] = ['unhealthy insufficient_scope', 'healthy insufficient_scope'];
    await eventually(async () => assert.deepEqual(await refused.edges(), [inTo, outOf, inTo, outOf, inTo]), {
      within: '20s',
    });
  });
});
