import assert from 'node:assert/strict';

import { type Account, NumbersStage } from '../numbers/stage.js';

/** By product are fetched revenue and active subscriptions; by what to divide them, RevenueCat has to be asked. */
describe('what a chart can be divided by', function () {
  this.timeout(120_000);
  let stage: NumbersStage;
  let account: Account;
  before(async () => {
    stage = await NumbersStage.start('2032-03-14T12:00:00Z', 'USD');
    account = await stage.connect({
      ...{ seed: 'turin', stores: ['app_store'], createdAt: '2032-03-01T00:00:00Z', by: 'api_key' },
    });
    await stage.synced(account);
  });
  after(() => stage?.stop());

  async function asked(): Promise<string[]> {
    const { items } = await stage.revenueCat.ask<{ items: { path: string }[] }>('GET', '/ledger/requests');
    return items.flatMap(({ path }) => /\/charts\/(revenue|actives)\/options$/.exec(path)?.[1] ?? []).sort();
  }

  it('is asked by the first sync, once for each chart', async () => {
    assert.deepEqual(await asked(), ['actives', 'revenue']);
  });

  it('is not asked again within a day', async () => {
    stage.clocks.set('2032-03-15T11:59:00Z');
    await stage.sync(account);
    assert.deepEqual(await asked(), ['actives', 'revenue']);
  });

  it('is asked again after a day', async () => {
    stage.clocks.set('2032-03-15T12:05:00Z');
    await stage.sync(account);
    assert.deepEqual(await asked(), ['actives', 'actives', 'revenue', 'revenue']);
  });
});
