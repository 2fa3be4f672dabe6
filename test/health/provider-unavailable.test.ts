import assert from 'node:assert/strict';

import { eventually } from '../support/eventually.js';
import { type HealthStage, startHealthStage } from './stage.js';
import type { WatchedAccount } from './watched-account.js';

const UNAUTHORIZED = { kind: 'answer', status: 401, body: { type: 'authentication_error', message: 'No.' } };

/** How RevenueCat can fail to answer a call, again and again. */
const FAULTS = [
  { kind: 'error', status: 503 },
  { kind: 'garbled_after', body: 'html' },
  { kind: 'drop_before' },
  // To a token that is fresh from a refresh.
  UNAUTHORIZED,
];

/** How it can fail to answer a refresh, without having spent the token. */
const ONCE = [
  { kind: 'error', status: 503 },
  { kind: 'error', status: 502, body: 'html' },
  { kind: 'drop_before' },
  { kind: 'rate_limit', retry_after_seconds: 1 },
  // Longer than we wait, and than this test takes.
  { kind: 'slow', milliseconds: 120_000 },
];

describe('provider_unavailable: RevenueCat does not answer', function () {
  this.timeout(90_000);
  let stage: HealthStage;
  let all: WatchedAccount[];
  let once: WatchedAccount[];
  let fresh: WatchedAccount;

  before(async () => {
    stage = await startHealthStage();
    all = await Promise.all([...FAULTS, ...ONCE].map(() => stage.account()));
    once = all.splice(FAULTS.length);
    fresh = all.at(-1) as WatchedAccount;
    await Promise.all(all.map(({ there }, index) => there.fails({ endpoint: 'charts', ...FAULTS[index]! })));
  });
  after(() => stage?.stop());

  it('is not said of a refresh that failed once; the next one succeeds, and nobody has to approve anew', async () => {
    await Promise.all(
      once.map(async ({ there }, index) => {
        await there.fails({ endpoint: 'token', times: 1, ...ONCE[index]! });
        await there.asksForRefresh();
      }),
    );
    await Promise.all(
      once.map((account) =>
        eventually(async () => assert.equal((await account.row()).credential_version, 2), { within: '30s' }),
      ),
    );
    for (const account of once) {
      await account.syncs('complete');
      assert.deepEqual(await account.edges(), []);
      assert.equal((await account.there.refreshes()).length, 2);
    }
  });

  it('is said after two slots that brought nothing, however RevenueCat fails', async () => {
    await Promise.all(all.map((account) => account.becomes('provider_unavailable')));
    for (const account of all) {
      const { health, next_sync_at } = await account.view();
      assert.match(health.message ?? '', /has not answered since .* nothing for you to do/);
      assert.equal(health.action, null);
      assert.ok(Date.parse(next_sync_at ?? '') > 0);
      const edge = await stage.owner.prisma.timeline_entries.findFirstOrThrow({
        where: { account_id: account.id, kind: 'unhealthy' },
      });
      const failed = await stage.owner.prisma.sync_runs.count({
        where: { account_id: account.id, status: 'failed', finished_at: { lte: edge.at } },
      });
      assert.equal(failed, 2);
    }
  });

  it('does not keep the slots from being tried', async () => {
    const tries = await Promise.all(all.map((account) => account.calls('runSyncStep')));
    await fresh.syncs('failed unauthorized', 2);
    for (const [index, account] of all.entries())
      await eventually(async () => (await account.calls('runSyncStep')) > (tries[index] ?? 0));
  });

  it('gives way to a graver cause, and is there again when that has ended', async () => {
    const body = { error: 'invalid_client' };
    const fault = await fresh.there.fails({ endpoint: 'token', kind: 'answer', status: 401, body });
    await fresh.becomes('client_misconfigured');
    await fresh.syncs('skipped client_misconfigured');
    await fault.mend();
    await fresh.becomes('provider_unavailable');
    assert.deepEqual(await fresh.edges(), [
      'unhealthy provider_unavailable',
      'unhealthy client_misconfigured',
      'healthy client_misconfigured',
      'unhealthy provider_unavailable',
    ]);
  });

  it('ends by itself with the first number', async () => {
    await stage.revenueCat.ask('DELETE', '/faults');
    await Promise.all(all.map((account) => account.becomes(null)));
    await Promise.all(all.map((account) => account.syncs('complete')));
    for (const account of all) {
      assert.equal((await account.edges()).at(-1), 'healthy provider_unavailable');
      const entries = await account.edges();
      assert.ok(!entries.some((edge) => /token|scope|access/.test(edge)), entries.join(', '));
    }
  });
});
