import assert from 'node:assert/strict';

import { DEMO_API_KEY, demoDevelopers } from '../../simulator/demo.js';
import { accountStateQuery } from '../../workflows/messages.js';
import { type Stage, startStage } from '../connecting/stage.js';
import { eventually } from '../support/eventually.js';
import { ConnectedAccount } from './connected-account.js';

describe('A disconnect in the middle of', function () {
  this.timeout(120_000);
  const { dana, oskar } = demoDevelopers;
  let stage: Stage;
  before(async () => {
    // Every step replays what went before.
    stage = await startStage({ settings: { REFRESH_BEFORE_EXPIRY: '10s' }, cachedWorkflows: 0 });
  });
  afterEach(async () => {
    await stage.revenuecat('DELETE', '/faults');
    await stage.revenuecat('PATCH', '/settings', { access_token_seconds: 3_600 });
  });
  after(() => stage?.stop());

  const fault = (properties: object) => stage.revenuecat('POST', '/faults', properties);
  /** How often each fault has hit. */
  const hits = async () => {
    const { items } = await stage.revenuecat<{ items: { hits: number }[] }>('GET', '/faults');
    return items.map((one) => one.hits);
  };
  const hit = () =>
    eventually(async () => assert.ok((await hits()).every((count) => count > 0)), { within: '30s' });

  it('a sync step waits for that step alone, and nothing of the run is published', async () => {
    const account = await ConnectedAccount.on(stage, { developerId: dana });
    await fault({ endpoint: 'charts', kind: 'slow', milliseconds: 2_000, times: 3 });
    const run = await account.ask('POST', '/sync');
    assert.equal(run.status, 202, run.text);
    await hit();
    const { answer } = await account.disconnect();
    assert.equal((await answer).status, 200);
    await account.isGone();
    const cut = await account.ask('GET', `/syncs/${run.body.id}`);
    assert.deepEqual([cut.body.status, cut.body.cause], ['failed', 'disconnected']);
  });

  for (const [what, ending] of [
    ['a refresh', { kind: 'slow', milliseconds: 2_000 }],
    ['a refresh whose answer is lost', { kind: 'drop_after' }],
  ] as const) {
    it(`${what} leaves neither the old pair nor the new one`, async () => {
      await stage.revenuecat('PATCH', '/settings', { access_token_seconds: 12 });
      const account = await ConnectedAccount.on(stage, { developerId: oskar });
      await fault({ endpoint: 'token', grant_type: 'refresh_token', ...ending });
      await hit();
      const { answer } = await account.disconnect();
      assert.equal((await answer).status, 200);
      await account.isGone();
    });
  }

  it('a wait that RevenueCat asked for sends nothing before its end', async () => {
    await stage.revenuecat('PATCH', '/settings', { access_token_seconds: 12 });
    const account = await ConnectedAccount.on(stage, { developerId: oskar, manage_webhook: true });
    await fault({ endpoint: 'token', kind: 'rate_limit', retry_after_seconds: 600, times: null });
    await hit();
    // Removing our webhook at RevenueCat needs an access token that lives.
    await eventually(async () => Number((await account.row).access_expires_at) < Date.now(), {
      within: '20s',
    });
    await account.disconnect();
    await eventually(
      async () => {
        const state = await account.workflow.query(accountStateQuery);
        assert.ok(state?.closing?.inboxDrained && state.refreshNotBefore > Date.now());
      },
      { within: '20s' },
    );
    assert.deepEqual(await hits(), [1]);
  });

  it('a batch of events processes them all, once', async () => {
    const account = await ConnectedAccount.on(stage, { developerId: dana });
    const { owner } = stage.worker;
    const before = await owner.prisma.live_daily_totals.findFirstOrThrow({
      where: { account_id: account.id },
    });
    const waiting = Array.from({ length: 1_200 }, (_, index) => `waiting-${index}`);
    await owner.prisma.$executeRaw`
      INSERT INTO revenue_events (project_id, event_id, account_id, type, ordered_at, environment, app_id, store,
        price_usd, body_hash, body)
      SELECT project_id, waiting, account_id, type, ordered_at, environment, app_id, store, price_usd, body_hash, body
      FROM revenue_events, unnest(${waiting}::text[]) AS waiting WHERE account_id = ${account.id}`;
    account.expectEvents(waiting);
    const client = await owner.pool.connect();
    try {
      // Holds the first batch, as a slow disk would, until the disconnect can only wait for it.
      await client.query('BEGIN');
      await client.query('SELECT FROM live_daily_totals WHERE account_id = $1 FOR UPDATE', [account.id]);
      await owner.prisma.$executeRaw`
        INSERT INTO event_inbox (project_id, account_id, event_id, size)
        SELECT project_id, account_id, event_id, 1000 FROM revenue_events
        WHERE account_id = ${account.id} AND processed_at IS NULL`;
      await account.ask('POST', '/sync');
      await eventually(async () => {
        const { rows } = await client.query('SELECT FROM pg_locks WHERE NOT granted');
        assert.ok(rows.length > 0);
      });
      const reply = await account.ask('DELETE');
      assert.equal(reply.status, 202, reply.text);
      assert.deepEqual(reply.body.open, ['events', 'webhook', 'credential']);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
    await account.isGone();
    const after = await owner.prisma.live_daily_totals.findFirstOrThrow({
      where: { account_id: account.id },
    });
    assert.equal(after.renewals, before.renewals + waiting.length);
  });

  it('a reconnect that has just been taken over deletes the new access and the one before', async () => {
    const account = await ConnectedAccount.on(stage, { developerId: dana });
    await fault({ endpoint: 'charts', kind: 'slow', milliseconds: 3_000 });
    await account.ask('POST', '/sync');
    await hit();
    const reply = await account.owner.connectByKey(DEMO_API_KEY, { account_id: account.id });
    assert.equal(reply.body.status, 'bound', reply.text);
    assert.equal((await stage.secretsOf(account.owner.tenant.id)).length, 2);
    const { answer } = await account.disconnect();
    assert.equal((await answer).status, 200);
    await account.isGone();
  });

  it('another disconnect answers the same', async () => {
    const account = await ConnectedAccount.on(stage, { developerId: dana });
    const replies = await Promise.all([1, 2, 3, 4].map(() => account.ask('DELETE')));
    const receipt = await account.isGone();
    for (const reply of replies) {
      assert.equal(reply.status, 200, reply.text);
      assert.deepEqual(reply.body, receipt);
    }
  });
});
