import assert from 'node:assert/strict';

import { syncNowUpdate } from '../../workflows/messages.js';
import { eventually } from '../support/eventually.js';
import { type Row, ROWS } from './skipping-rows.js';
import { type HealthStage, startHealthStage } from './stage.js';
import { inVault } from './vault-side.js';
import type { Spent, WatchedAccount } from './watched-account.js';

/** Each cause lives in an account of its own; all go through it side by side, so a test waits for little more than it says. */
describe('An account whose syncs cannot work', function () {
  this.timeout(60_000);
  let stage: HealthStage;
  const accounts = new Map<Row, WatchedAccount>();
  const oldCredentials = new Map<Row, string | null>();

  const of = (row: Row): WatchedAccount => {
    const account = accounts.get(row);
    assert.ok(account);
    return account;
  };
  const forEach = (work: (row: Row, account: WatchedAccount) => Promise<unknown>) =>
    Promise.all(ROWS.map((row) => work(row, of(row))));

  before(async () => {
    stage = await startHealthStage();
    await Promise.all(ROWS.map(async (row) => accounts.set(row, await stage.account(row.by))));
    await forEach((row, account) => row.breaks(account, stage));
  });
  after(() => stage?.stop());

  describe('says so at its next slot, with one sentence and one thing to do:', () => {
    for (const row of ROWS) {
      it(`${row.cause}, when ${row.when}`, async () => {
        const account = of(row);
        await account.becomes(row.cause);
        const { health, next_sync_at, status } = await account.view();
        assert.match(health.message ?? '', row.message);
        assert.equal(health.action, row.action);
        assert.equal(status, 'connected');
        // Causes that can end by themselves at a slot have a next one; a lost credential may be looked for, but no sync is due.
        const waits = row.costs === 'one request' || row.costs === 'one token request';
        assert.equal(next_sync_at !== null, waits);
        assert.deepEqual(await account.edges(), [`unhealthy ${row.cause}`]);
      });
    }
  });

  describe('writes each slot down as skipped, and spends on it', () => {
    const before = new Map<Row, Spent>();
    // Not before: what a run under way still spends is not the cost of the cause.
    const begin = () =>
      forEach(async (row, account) => {
        await account.syncs(`skipped ${row.cause}`);
        before.set(row, await account.spent());
      });
    let begun: Promise<unknown> | undefined;

    for (const row of ROWS) {
      it(`${row.costs} for ${row.cause}, when ${row.when}`, async () => {
        await (begun ??= begin());
        const account = of(row);
        const then = before.get(row);
        assert.ok(then);
        await account.syncs(`skipped ${row.cause}`, 2, then.slots);
        const now = await account.spent();
        const slots = now.slots - then.slots;
        const once = (cost: Row['costs'], spent: number) =>
          row.costs === cost
            ? assert.ok(Math.abs(spent - slots) <= 1, `${spent} × ${cost} in ${slots} slots`)
            : assert.equal(spent, 0, cost);
        once('one look into Vault', now.looks - then.looks);
        once('one request', now.requests - then.requests);
        once('one token request', now.sends - then.sends);
        if (row.costs !== 'one token request') assert.equal(now.sends, row.sends);
        assert.deepEqual(await account.edges(), [`unhealthy ${row.cause}`]);
        const refused = await account.handle.executeUpdate(syncNowUpdate);
        assert.ok(!refused.accepted && refused.cause === row.cause);
      });
    }
  });

  describe('is healthy again', () => {
    let ended: Promise<unknown> | undefined;
    const end = () =>
      forEach(async (row, account) => {
        oldCredentials.set(row, (await account.row()).credential_id);
        if (row.mends !== undefined) return row.mends(account, stage);
        await account.there.mendAll();
        await account.reconnect();
      });

    for (const row of ROWS) {
      const how = row.mends === undefined ? 'by a new approval' : 'by itself';
      it(`${how} after ${row.cause}, when ${row.when}`, async () => {
        await (ended ??= end());
        const account = of(row);
        await account.becomes(null);
        // Nobody waits for the slot after the one that healed.
        await eventually(
          async () => {
            const slots = await account.slots();
            const first = slots[slots.lastIndexOf(`skipped ${row.cause}`) + 1];
            assert.equal(first, 'complete', slots.join(', '));
          },
          { within: '20s' },
        );
        assert.deepEqual(await account.edges(), [`unhealthy ${row.cause}`, `healthy ${row.cause}`]);
        assert.notEqual((await account.view()).next_sync_at, null);
        const kept = (await account.row()).credential_id === oldCredentials.get(row);
        assert.equal(kept, row.mends !== undefined);
        assert.notEqual(await inVault(account, stage), null);
        await eventually(async () => assert.deepEqual((await account.state()).retiredCredentialIds, []));
        await account.terminate();
      });
    }
  });
});
