import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { processInbox } from '../../activities/inbox/process.js';
import { createLog } from '../../clients/log.js';
import type { Database } from '../../clients/postgres.js';
import { makeBareAccount } from '../support/bare-account.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';

const ref = { projectId: 'prj_1', accountId: 'acc_1', generation: 1 };
const tenant = { project_id: ref.projectId, account_id: ref.accountId };

describe("An account's waiting events", function () {
  this.timeout(60_000);
  let own: OwnDatabase;
  let owner: Database;
  let worker: Database;
  const log = createLog('test', 'error');

  before(async () => {
    own = await openOwnDatabase();
    ({ owner, worker } = own);
    await makeBareAccount(owner, ref);
  });
  after(() => own?.close());

  async function arrive(count: number, size: number, more: object = {}): Promise<void> {
    const ids = Array.from({ length: count }, () => crypto.randomUUID());
    await owner.prisma.revenue_events.createMany({
      data: ids.map((event_id) => ({
        ...{ ...tenant, event_id, type: 'TEST', ordered_at: new Date(), body: {} },
        body_hash: new Uint8Array(32),
        ...more,
      })),
    });
    await owner.prisma.event_inbox.createMany({
      data: ids.map((event_id) => ({ ...tenant, event_id, size })),
    });
  }
  const processed = () => processInbox({ database: worker, log } as Parameters<typeof processInbox>[0], ref);

  /** How many events each transaction took since the last call, largest first: all of one have its time. */
  async function batches(): Promise<number[]> {
    const taken = await owner.prisma.revenue_events.groupBy({ by: 'processed_at', _count: true });
    await owner.prisma.revenue_events.deleteMany();
    return taken.map(({ _count }) => _count).sort((one, other) => other - one);
  }

  it('are processed 500 at a time, and the rest at once behind a full batch', async () => {
    await arrive(501, 100);
    assert.deepEqual(await processed(), { processed: 501, more: false });
    assert.deepEqual(await batches(), [500, 1]);
    assert.deepEqual(await processed(), { processed: 0, more: false });
  });

  it('are processed also where one of them names an app too long for an index', async () => {
    await arrive(2, 100, { type: 'RENEWAL', app_id: randomBytes(4_000).toString('base64') });
    assert.deepEqual(await processed(), { processed: 2, more: false });
    assert.equal(await owner.prisma.revenuecat_apps.count(), 0);
  });

  it('are processed all but the one that cannot be, which stays stored and is said', async () => {
    // As a mistake of ours would look like; by its very nature it has no other example.
    await owner.prisma.$executeRawUnsafe(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION SQLSTATE '22003' USING MESSAGE = 'too much'; END $$`);
    await owner.prisma.$executeRawUnsafe(`
      CREATE TRIGGER refuse BEFORE UPDATE ON revenue_events FOR EACH ROW WHEN (new.product_id = 'odd')
      EXECUTE FUNCTION refuse()`);
    await arrive(5, 100);
    await arrive(1, 100, { product_id: 'odd' });
    await arrive(5, 100);
    for (let calls = 0; (await processed()).more;) assert.ok((calls += 1) < 20);
    assert.equal(await owner.prisma.event_inbox.count(), 0);
    const unprocessed = await owner.prisma.revenue_events.findMany({ where: { processed_at: null } });
    assert.deepEqual(
      unprocessed.map(({ product_id }) => product_id),
      ['odd'],
    );
    await owner.prisma.$executeRawUnsafe('DROP TRIGGER refuse ON revenue_events');
    await batches();
  });

  it('are processed a megabyte at a time where they are large', async () => {
    await arrive(3, 600_000);
    assert.deepEqual(await processed(), { processed: 3, more: false });
    assert.deepEqual(await batches(), [2, 1]);
  });
});
