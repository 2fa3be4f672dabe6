import assert from 'node:assert/strict';

import fc from 'fast-check';

import { processInbox } from '../../activities/inbox/process.js';
import { rebuildAccount } from '../../activities/inbox/rebuild.js';
import { createLog } from '../../clients/log.js';
import type { Database } from '../../clients/postgres.js';
import { makeBareAccount } from '../support/bare-account.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';

const ref = { projectId: 'prj_1', accountId: 'acc_1', generation: 1 };
const tenant = { project_id: ref.projectId, account_id: ref.accountId };
const START = Date.UTC(2026, 10, 1);

interface Told {
  readonly id: string;
  readonly type: string;
  /** Minutes since the start; several events of one minute are usual. */
  readonly minute: number;
  readonly customer?: string;
  readonly transaction?: string | null;
  readonly periodType?: string;
  readonly price?: number;
  readonly from?: readonly string[];
  readonly to?: string;
  readonly environment?: string;
}

describe('subscriptions', function () {
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
  beforeEach(forget);

  async function forget(): Promise<void> {
    for (const table of [
      'subscriptions',
      'customer_transfers',
      'event_inbox',
      'revenue_events',
      'live_daily_totals',
    ]) {
      await owner.prisma.$executeRawUnsafe(`DELETE FROM ${table}`);
    }
  }

  /** Stored as ingestion would, then processed: one batch for each list. */
  async function told(...batches: (readonly Told[])[]): Promise<void> {
    for (const batch of batches) {
      for (const { id, type, minute, customer = 'ann', transaction = 't1', ...more } of batch) {
        const at = new Date(START + minute * 60_000);
        const event = { id, type, expiration_at_ms: at.getTime() + 86_400_000 };
        const transfer =
          type === 'TRANSFER'
            ? { transferred_from: [...(more.from ?? [])], transferred_to: [more.to ?? ''] }
            : {};
        await owner.prisma.revenue_events.create({
          data: {
            ...{ ...tenant, event_id: id, type, event_at: at, ordered_at: at, store: 'APP_STORE' },
            app_user_id: type === 'TRANSFER' ? null : customer,
            original_transaction_id: type === 'TRANSFER' ? null : transaction,
            product_id: 'pro.month',
            environment: more.environment ?? 'PRODUCTION',
            period_type: more.periodType ?? 'NORMAL',
            price_usd: more.price ?? 10,
            body_hash: new Uint8Array(32),
            body: { api_version: '1.0', event: { ...event, ...transfer } },
          },
        });
        await owner.prisma.event_inbox.create({ data: { ...tenant, event_id: id, size: 100 } });
      }
      await processInbox({ database: worker, log } as Parameters<typeof processInbox>[0], ref);
    }
  }

  const all = () => owner.prisma.subscriptions.findMany({ where: tenant, orderBy: { key: 'asc' } });
  const statusAfter = async (...events: readonly Told[]) => {
    await told(events);
    return (await all()).map(({ status }) => status);
  };

  it('are on trial, active, cancelled, refunded or expired by their last event', async () => {
    const begin = { id: '1', type: 'INITIAL_PURCHASE', minute: 0 };
    assert.deepEqual(await statusAfter({ ...begin, periodType: 'TRIAL' }), ['trial']);
    assert.deepEqual(await statusAfter({ id: '2', type: 'RENEWAL', minute: 1 }), ['active']);
    assert.deepEqual(await statusAfter({ id: '3', type: 'CANCELLATION', minute: 2 }), ['cancelled']);
    assert.deepEqual(await statusAfter({ id: '4', type: 'UNCANCELLATION', minute: 3 }), ['active']);
    assert.deepEqual(await statusAfter({ id: '5', type: 'CANCELLATION', minute: 4, price: -10 }), [
      'refunded',
    ]);
    assert.deepEqual(await statusAfter({ id: '6', type: 'EXPIRATION', minute: 5 }), ['expired']);
  });

  it('are expired when billing issue, cancellation and expiration come together, in whatever order', async () => {
    const together = [
      { id: 'x', type: 'EXPIRATION', minute: 9 },
      { id: 'y', type: 'BILLING_ISSUE', minute: 9 },
      { id: 'z', type: 'CANCELLATION', minute: 9 },
    ];
    assert.deepEqual(await statusAfter(...together), ['expired']);
  });

  it('without a transaction are told apart by environment and store', async () => {
    const bought = { id: '1', type: 'INITIAL_PURCHASE', minute: 0, transaction: null };
    const other = { id: '2', type: 'EXPIRATION', minute: 1, transaction: null };
    await told([bought, { ...other, environment: 'SANDBOX' }]);
    assert.deepEqual((await all()).map(({ status }) => status).sort(), ['active', 'expired']);
  });

  it('are not touched by what only informs, nor by purchases that are none', async () => {
    await told([{ id: '1', type: 'INITIAL_PURCHASE', minute: 0 }]);
    await told([
      { id: '2', type: 'PRODUCT_CHANGE', minute: 1 },
      { id: '3', type: 'NON_RENEWING_PURCHASE', minute: 2, transaction: 't2' },
      { id: '4', type: 'SOMETHING_NEW', minute: 3 },
    ]);
    assert.deepEqual(
      (await all()).map(({ status, event_id }) => [status, event_id]),
      [['active', '1']],
    );
  });

  it('move with their customer, also when the transfer is heard of first', async () => {
    const bought = { id: '1', type: 'INITIAL_PURCHASE', minute: 0 };
    const moved = { id: '2', type: 'TRANSFER', minute: 5, from: ['ann', 'anonymous'], to: 'bob' };
    const back = { id: '3', type: 'TRANSFER', minute: 8, from: ['bob'], to: 'cem' };
    for (const order of [
      [bought, moved, back],
      [back, moved, bought],
      [moved, bought, back],
    ]) {
      await forget();
      await told(...order.map((one) => [one]));
      const [one] = await all();
      assert.deepEqual([one?.customer_id, one?.current_customer_id], ['ann', 'cem']);
    }
  });

  it('are the same in whatever order and batches the events come, and the same when made anew', async () => {
    const event = fc.record({
      type: fc.constantFrom(
        'INITIAL_PURCHASE',
        'RENEWAL',
        'CANCELLATION',
        'EXPIRATION',
        'BILLING_ISSUE',
        'TRANSFER',
      ),
      minute: fc.nat(6),
      customer: fc.constantFrom('ann', 'bob'),
      transaction: fc.constantFrom('t1', 't2', null),
      from: fc.constantFrom(['ann'], ['bob', 'cem'], ['cem']),
      to: fc.constantFrom('bob', 'cem', 'dee'),
    });
    const sequences = fc.array(event, { minLength: 2, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(sequences, fc.infiniteStream(fc.nat()), async (events, numbers) => {
        const named = events.map((one, index) => ({ ...one, id: `e${index}` }));
        await forget();
        await told(named);
        const expected = await all();
        await forget();
        const shuffled = named
          .map((one) => ({ one, place: Number(numbers.next().value) }))
          .sort((a, b) => a.place - b.place)
          .map(({ one }) => one);
        const cut = Number(numbers.next().value) % shuffled.length;
        await told(shuffled.slice(0, cut), shuffled.slice(cut));
        assert.deepEqual(await all(), expected);
        const { changed, daysChanged } = await rebuildAccount({ database: worker, log }, ref);
        assert.deepEqual([changed, daysChanged], [0, 0]);
        assert.deepEqual(await all(), expected);
      }),
      { numRuns: 25 },
    );
  });
});
