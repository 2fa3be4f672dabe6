import assert from 'node:assert/strict';

import { eventually } from '../support/eventually.js';
import { assertEverySeries } from './every-series.js';
import { expectedRows } from './expected-rows.js';
import { expectedTiles } from './expected-tiles.js';
import { assertSame } from './facts.js';
import { Member } from './member.js';
import { type Account, NumbersStage } from './stage.js';
import { factsOf, storedRows, withoutZeros } from './stored.js';
import { type SummarySaid, tileFacts } from './tile-facts.js';

const CREATED = '2031-11-01';
const HISTORY = { from: CREATED, to: '2032-03-01' };
const created = { createdAt: `${CREATED}T00:00:00Z`, by: 'api_key' } as const;
const isMoney = (metric: string) => /^(mrr|arr|revenue|ltv)/.test(metric);

/** A union whose members fare differently; each step goes on where the one before ended. */
describe('numbers of several accounts', function () {
  this.timeout(240_000);
  let stage: NumbersStage;
  let [first, second, third, never]: Account[] = [];
  /** What each account knew when it was synced last, in euros. */
  const known = new Map<Account, Member>();

  const account = (one: Account | undefined) => one ?? assert.fail('not connected');
  const members = (...ones: (Account | undefined)[]) =>
    ones.map((one) => known.get(account(one)) ?? assert.fail());
  const learn = (one: Account) => known.set(one, new Member(one.id, stage.ledger(one, 'EUR'), CREATED));
  const summary = (query = '') => stage.revenue<SummarySaid>(`summary${query}`);
  async function sync(...ones: (Account | undefined)[]): Promise<void> {
    for (const one of ones) {
      await stage.sync(account(one));
      learn(account(one));
    }
  }

  before(async () => {
    stage = await NumbersStage.start('2032-02-29T23:40:00Z', 'EUR');
    stage.clocks.set('2032-02-29T23:40:00Z', '2032-02-29T23:59:59Z');
    const stores = ['app_store', 'stripe'] as const;
    [first, second, third] = await Promise.all([
      stage.connect({ ...created, seed: 'lagos', stores: ['play_store', 'rc_billing'] }),
      stage.connect({ ...created, seed: 'seoul', stores }),
      stage.connect({ ...created, seed: 'dakar', stores, by: 'oauth' }),
    ]);
    for (const one of [first, second, third]) {
      await stage.synced(account(one));
      learn(account(one));
    }
  });
  after(() => stage?.stop());

  it('go on without one that could never be synced, and say so', async () => {
    await stage.revenueCat.ask('POST', '/faults', {
      ...{ endpoint: 'charts', project_id: 'proj_minsk', kind: 'error', status: 503, times: null },
    });
    never = await stage.connect({ ...created, seed: 'minsk', stores: ['app_store'] });
    const said = await summary();
    assertSame(tileFacts(said.tiles), tileFacts(expectedTiles(members(first, second, third), true)), 'tiles');
    assert.deepEqual(said.missing, [
      { account_id: never.id, metrics: said.tiles.map(({ metric }) => metric) },
    ]);
  });

  it('count a stale one with the day that all have, and say who it is', async () => {
    stage.clocks.set('2032-03-01T02:30:00Z');
    await sync(first, second);
    const said = await summary();
    assertSame(tileFacts(said.tiles), tileFacts(expectedTiles(members(first, second, third), true)), 'tiles');
    assert.equal(said.tiles[0]?.as_of, '2032-02-28');
    assert.deepEqual(
      said.stale.map(({ account_id }) => account_id),
      [account(third).id],
    );
    await assertEverySeries(stage, { members: members(first, second, third), gone: [] }, HISTORY);
  });

  it('go on without a disconnected one, whose history stays', async () => {
    await stage.write('DELETE', `/accounts/${account(third).id}`);
    await eventually(
      async () => {
        const { status } = await stage.read<{ status: string }>(`/accounts/${account(third).id}`);
        assert.equal(status, 'disconnected');
      },
      { within: '60s' },
    );
    const said = await summary();
    assertSame(tileFacts(said.tiles), tileFacts(expectedTiles(members(first, second), true)), 'without it');
    const named = await summary(`?accounts=${account(first).id},${account(third).id}`);
    assertSame(tileFacts(named.tiles), tileFacts(expectedTiles(members(first, third))), 'named');
    await assertEverySeries(stage, { members: members(first, second), gone: members(third) }, HISTORY);
  });

  it('are in one currency: an account whose money is in another one is left out of money alone', async () => {
    const euros = factsOf(await storedRows(stage.stack, account(first).id));
    await stage.write('POST', `/accounts/${account(second).id}/pause`);
    await stage.showIn('JPY', account(first));
    const yen = new Member(account(first).id, stage.ledger(account(first), 'JPY'), CREATED);
    const said = await summary(`?accounts=${account(first).id},${account(second).id}`);
    assert.equal(said.currency, 'JPY');
    const expected = [
      ...expectedTiles([yen], true).filter(({ metric }) => isMoney(metric)),
      ...expectedTiles(members(first, second)).filter(({ metric }) => !isMoney(metric)),
    ];
    assertSame(tileFacts(said.tiles), tileFacts(expected), 'tiles');
    const metrics = said.tiles.flatMap(({ metric }) => (isMoney(metric) ? [metric] : []));
    assert.deepEqual(said.left_out, [{ account_id: account(second).id, currency: 'EUR', metrics }]);
    assert.deepEqual(said.missing, []);

    await stage.write('POST', `/accounts/${account(second).id}/resume`);
    await stage.sync(account(second));
    const both = [yen, new Member(account(second).id, stage.ledger(account(second), 'JPY'), CREATED)];
    const after = await summary(`?accounts=${account(first).id},${account(second).id}`);
    assertSame(tileFacts(after.tiles), tileFacts(expectedTiles(both)), 'both in yen');
    await assertEverySeries(stage, { members: both, gone: [] }, HISTORY);

    const stored = withoutZeros(await storedRows(stage.stack, account(first).id));
    const inYen = stored.filter(({ currency }) => currency !== 'EUR');
    assertSame(factsOf(inYen), factsOf(expectedRows(yen.ledger, CREATED)), 'stored in yen');
    const kept = stored.filter(({ currency }) => currency !== 'JPY');
    assertSame(factsOf(kept), new Map([...euros]), 'stored in euros');
  });

  it('do not wait for an account that is more than 30 days behind', async () => {
    await stage.showIn('EUR', account(first), account(second));
    stage.clocks.set('2032-04-12T12:00:00Z');
    await sync(first);
    const said = await summary(`?accounts=${account(first).id},${account(second).id}`);
    assertSame(tileFacts(said.tiles), tileFacts(expectedTiles(members(first, second))), 'tiles');
    assert.deepEqual(said.tiles[0]?.as_of, '2032-04-11');
    const missing = said.missing.flatMap(({ account_id, metrics }) =>
      account_id === second?.id ? metrics : [],
    );
    assert.ok(missing.includes('mrr') && missing.includes('revenue_30d') && !missing.includes('churn_rate'));
  });
});
