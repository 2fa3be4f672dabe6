import assert from 'node:assert/strict';

import { processInbox } from '../../activities/inbox/process.js';
import { rebuildAccount } from '../../activities/inbox/rebuild.js';
import { connectDatabase, type Database } from '../../clients/postgres.js';
import type { PrismaClient } from '../../prisma/generated/client.js';
import { ask, deliverAll, makeReader, type Reader } from '../events/readers.js';
import { deliver } from '../ingest/deliver.js';
import { type Stage, startStage } from '../ingest/stage.js';
import { rowsOf } from '../ingest/tenant.js';

/** Noon of a day long ago, in milliseconds. */
const dayAt = (day: number): number => Date.UTC(2025, 2, day, 12);

describe('The live totals of an account', () => {
  let stage: Stage;
  let worker: Database;
  let reader: Reader;

  before(async () => {
    stage = await startStage();
    const { config, log } = stage.deps;
    const options = { role: 'revenue_worker', connections: 4, statementTimeout: 20_000, log } as const;
    worker = connectDatabase(config.DATABASE_URL ?? '', options);
  });
  beforeEach(async () => {
    reader = await makeReader(stage);
  });
  after(async () => {
    await worker.close();
    await stage.close();
  });

  const ref = () => ({ projectId: reader.projectId, accountId: reader.accounts[0] ?? '', generation: 1 });
  const own = () => ({ project_id: ref().projectId, account_id: ref().accountId });
  const processed = () =>
    processInbox({ database: worker, log: stage.deps.log } as Parameters<typeof processInbox>[0], ref());
  const rebuilt = (prisma: PrismaClient = worker.prisma) =>
    rebuildAccount({ database: { ...worker, prisma }, log: stage.deps.log }, ref());

  /** Delivered over HTTP and processed. */
  async function told(...events: Readonly<Record<string, unknown>>[]): Promise<void> {
    await deliverAll(stage, reader, events);
    assert.deepEqual(await processed(), { processed: events.length, more: false });
  }
  async function totals() {
    const rows = await stage.owner.prisma.live_daily_totals.findMany({
      where: own(),
      orderBy: { day: 'asc' },
    });
    return rows.map(({ day, revenue_usd, ...counts }) => ({
      ...counts,
      day,
      revenue: revenue_usd.toFixed(),
    }));
  }
  const threeDays = () =>
    told(
      { type: 'INITIAL_PURCHASE', event_timestamp_ms: dayAt(1), price: 9.99, original_transaction_id: 'T-1' },
      { type: 'RENEWAL', event_timestamp_ms: dayAt(2), price: 19.99, original_transaction_id: 'T-2' },
      { type: 'RENEWAL', event_timestamp_ms: dayAt(2), price: 0.0101, original_transaction_id: 'T-3' },
      { type: 'CANCELLATION', event_timestamp_ms: dayAt(3), price: -9.99, original_transaction_id: 'T-1' },
      { type: 'EXPIRATION', event_timestamp_ms: dayAt(3), price: null, original_transaction_id: 'T-4' },
    );

  it('count no sandbox, no test, no family share and nothing that was set aside, made anew or not', async () => {
    await told(
      { price: 10, event_timestamp_ms: dayAt(1) },
      { price: 20, event_timestamp_ms: dayAt(1), environment: 'SANDBOX' },
      { price: 30, event_timestamp_ms: dayAt(1), store: 'TEST_STORE' },
      { price: 40, event_timestamp_ms: dayAt(1), type: 'TEST' },
      { price: 50, event_timestamp_ms: dayAt(1), is_family_share: true },
    );
    assert.equal((await deliver(stage, reader, '{"event":{"type":"RENEWAL","price":60}}')).status, 200);
    assert.equal((await rowsOf(stage, reader))['quarantine'], 1);
    for (const { daysChanged } of [{ daysChanged: 0 }, await rebuilt()]) {
      assert.equal(daysChanged, 0);
      const counted = (await totals()).map(({ revenue, renewals, purchases }) => [
        revenue,
        renewals,
        purchases,
      ]);
      assert.deepEqual(counted, [['10', 1, 0]]);
    }
  });

  it('that are wrong are what they were once they are made anew, and a day that never was is gone', async () => {
    await threeDays();
    const good = await totals();
    assert.deepEqual(
      good.map(({ revenue, renewals, refunds, expirations }) => [revenue, renewals, refunds, expirations]),
      [
        ['9.99', 0, 0, 0],
        ['20.0001', 2, 0, 0],
        ['-9.99', 0, 1, 1],
      ],
    );
    const { live_daily_totals } = stage.owner.prisma;
    await live_daily_totals.updateMany({
      where: { ...own(), day: new Date('2025-03-01') },
      data: { purchases: 7 },
    });
    await live_daily_totals.deleteMany({ where: { ...own(), day: new Date('2025-03-02') } });
    await live_daily_totals.create({ data: { ...own(), day: new Date('2024-03-01'), revenue_usd: 1_000 } });
    assert.deepEqual(await rebuilt(), { subscriptions: 4, changed: 0, days: 3, daysChanged: 3 });
    assert.deepEqual(await totals(), good);
    assert.deepEqual(await rebuilt(), { subscriptions: 4, changed: 0, days: 3, daysChanged: 0 });
  });

  it('count once what is processed while they are made anew, which need not wait for that', async () => {
    await threeDays();
    let times = 0;
    // After all there was has been gone through, and before the exchange.
    const meanwhile = worker.prisma.$extends({
      query: {
        $executeRaw: async ({ args, query }): Promise<unknown> => {
          if (args.sql.includes('pg_advisory_xact_lock') && times++ === 0) {
            await told({ price: 100, event_timestamp_ms: dayAt(2), original_transaction_id: 'T-9' });
          }
          return query(args);
        },
      },
    });
    const result = await rebuilt(meanwhile as unknown as PrismaClient);
    assert.deepEqual([times, result], [1, { subscriptions: 5, changed: 0, days: 3, daysChanged: 0 }]);
    const second = (await totals())[1];
    assert.deepEqual([second?.revenue, second?.renewals], ['120.0001', 3]);
  });

  it('are left as they are by a TEST event, which shows that the webhook arrives', async () => {
    const webhook = async () => {
      const { body } = await ask(stage, reader, `/accounts/${ref().accountId}`);
      return (body as unknown as { webhook: { verified_at: string | null; waiting: number } }).webhook;
    };
    assert.equal((await webhook()).verified_at, null);
    await told({ type: 'TEST', price: 10, event_timestamp_ms: dayAt(1) });
    const { verified_at, waiting } = await webhook();
    assert.ok(Date.parse(verified_at ?? '') <= Date.now());
    assert.equal(waiting, 0);
    assert.deepEqual(await totals(), []);
    assert.equal(await stage.owner.prisma.subscriptions.count({ where: own() }), 0);
    const { body } = await ask(stage, reader, '/revenue/events?type=TEST');
    assert.equal(body.items.length, 1);
  });
});
