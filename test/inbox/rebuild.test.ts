import assert from 'node:assert/strict';

import { Owner } from '../connecting/owner.js';
import { type Stage, startStage } from '../connecting/stage.js';
import { renewal } from '../ingest/deliver.js';
import { eventually } from '../support/eventually.js';

describe('Making the subscriptions and live totals of an account anew', function () {
  this.timeout(120_000);
  let stage: Stage;
  let owner: Owner;
  let account: string;
  before(async () => {
    stage = await startStage();
    owner = await Owner.of(stage);
    account = await owner.connect('dev_dana', 'Acme iOS');
  });
  after(() => stage?.stop());

  const rebuild = () =>
    stage.api.call('POST', owner.tenant.at(`/accounts/${account}/rebuild`), { key: stage.api.adminKey });
  const where = () => ({ account_id: account });
  const rows = () =>
    stage.worker.owner.prisma.subscriptions.findMany({ where: where(), orderBy: { key: 'asc' } });
  const bought = (n: number) =>
    renewal({ id: `event-${n}`, original_transaction_id: `T-${n}`, app_user_id: `customer-${n}` });
  const days = () =>
    stage.worker.owner.prisma.live_daily_totals.findMany({ where: where(), orderBy: { day: 'asc' } });
  const renewals = async () => (await days()).reduce((sum, day) => sum + day.renewals, 0);
  /** What a rebuilding answers. */
  const told = async (subscriptions: number, changed = 0, days_changed = 0) => {
    const { length } = await days();
    return { account_id: account, subscriptions, changed, days: length, days_changed };
  };
  const allProcessed = () =>
    eventually(
      async () => assert.equal(await stage.worker.owner.prisma.event_inbox.count({ where: where() }), 0),
      { within: '60s', every: '100ms' },
    );

  it('puts right what is wrong, and says how much that was', async () => {
    for (let n = 0; n < 5; n += 1) assert.equal(await owner.deliverTo(account, bought(n)), 200);
    await allProcessed();
    const good = await rows();
    assert.equal(good.length, 5);
    const { prisma } = stage.worker.owner;
    const [first, second] = good;
    await prisma.subscriptions.updateMany({ where: { key: first?.key ?? '' }, data: { status: 'wrong' } });
    await prisma.subscriptions.deleteMany({ where: { key: second?.key ?? '' } });
    const goodDays = await days();
    await prisma.live_daily_totals.updateMany({ where: where(), data: { renewals: 99, revenue_usd: 0 } });
    const { project_id, account_id } = good[0] ?? assert.fail();
    await prisma.subscriptions.create({
      data: {
        ...{ project_id, account_id, key: 'transaction - nobody', status: 'active', event_id: 'none' },
        ...{ event_type: 'RENEWAL', ordered_at: new Date(), type_rank: 1 },
      },
    });
    const made = await rebuild();
    assert.equal(made.status, 200, made.text);
    assert.deepEqual(made.body, await told(5, 3, goodDays.length));
    assert.deepEqual([await rows(), await days()], [good, goodDays]);
    assert.deepEqual((await rebuild()).body, await told(5));
  });

  it('loses nothing of what arrives meanwhile', async () => {
    let done = false;
    const rebuilding = (async () => {
      let times = 0;
      for (; !done; times += 1) assert.equal((await rebuild()).status, 200);
      return times;
    })();
    for (let n = 100; n < 300; n += 10) {
      const sends = Array.from({ length: 10 }, (_, more) => owner.deliverTo(account, bought(n + more)));
      assert.ok((await Promise.all(sends)).every((status) => status === 200));
    }
    await allProcessed();
    done = true;
    assert.ok((await rebuilding) > 0);
    assert.deepEqual([(await rows()).length, await renewals()], [205, 205]);
    assert.deepEqual((await rebuild()).body, await told(205));
  });

  it('leaves the old ones to be read, and deliveries to be taken, for as long as it takes', async () => {
    const before = await rows();
    const client = await stage.worker.owner.pool.connect();
    await client.query('BEGIN');
    // What the exchange, and every batch of events, needs for itself.
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `${owner.tenant.id} ${account}`,
    ]);
    const slow = rebuild();
    assert.equal(await owner.deliverTo(account, bought(400)), 200);
    assert.deepEqual(await rows(), before);
    const reply = await slow;
    assert.equal(reply.status, 202, reply.text);
    const unknown = { subscriptions: null, changed: null, days: null, days_changed: null };
    assert.deepEqual(reply.body, { account_id: account, ...unknown });
    await client.query('ROLLBACK');
    client.release();
    await allProcessed();
    // The slow one may still be under way, and is joined as long as it is.
    await eventually(async () => assert.deepEqual((await rebuild()).body, await told(206)));
  });

  it('is for operators', async () => {
    const path = owner.tenant.at(`/accounts/${account}/rebuild`);
    assert.equal((await stage.api.call('POST', path, { key: owner.tenant.writeKey })).status, 403);
    const nobody = owner.tenant.at('/accounts/acc_nobody/rebuild');
    assert.equal((await stage.api.call('POST', nobody, { key: stage.api.adminKey })).status, 404);
  });

  it('works for an account that is disconnected', async () => {
    assert.ok([200, 202].includes((await owner.ask('DELETE', `/accounts/${account}`)).status));
    await owner.receipt(account);
    assert.deepEqual((await rebuild()).body, await told(206));
  });
});
