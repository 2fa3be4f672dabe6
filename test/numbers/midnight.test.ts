import assert from 'node:assert/strict';

import { Decimal } from 'decimal.js';

import { expectedRows } from './expected-rows.js';
import { assertSame, money } from './facts.js';
import { dayOf, monthOf, plusDays } from './periods.js';
import { restatements, restatementsStored, restatementTimes } from './restatements.js';
import { type Account, NumbersStage } from './stage.js';
import { factsOf, type PointRow, storedRows, withoutZeros } from './stored.js';

interface WebhookEvent {
  readonly event: { readonly price?: number | null; readonly event_timestamp_ms: number };
}

const CREATED = '2031-11-20';
/** What happens a second before midnight, and once more a second after it. */
const HAPPENINGS = [
  ...['direct', 'one_time', 'trial', 'intro', 'upgrade', 'change_product', 'refund', 'recover', 'cancel'],
];
/** How far back an hourly sync reads; everything is read once a day. */
const TRAILING_DAYS = 40;

const isRevenue = ({ metric, product_id }: PointRow) => metric === 'revenue' && product_id === '';

/** One account on its way through two midnights; each step goes on where the one before ended. */
describe('numbers around midnight UTC', function () {
  this.timeout(240_000);
  let stage: NumbersStage;
  let account: Account;

  before(async () => {
    stage = await NumbersStage.start('2032-02-29T23:50:00Z', 'USD');
    stage.clocks.set('2032-02-29T23:50:00Z', '2032-02-29T23:59:59Z');
    account = await stage.connect({
      ...{
        seed: 'cairo',
        stores: ['app_store', 'play_store'],
        createdAt: `${CREATED}T00:00:00Z`,
        by: 'api_key',
      },
    });
    await stage.synced(account);
  });
  after(() => stage?.stop());

  const book = () => `/projects/${account.revenueCatProjectId}`;
  const expected = () => expectedRows(stage.ledger(account, 'USD'), CREATED);
  const stored = async () => withoutZeros(await storedRows(stage.stack, account.id));
  const restatedSince = async (rows: readonly PointRow[]) => restatements(rows, await stored());
  async function happen(): Promise<void> {
    for (const kind of HAPPENINGS) {
      const path = `${book()}/live-events`;
      const { items } = await stage.revenueCat.ask<{ items: unknown[] }>('POST', path, { kind });
      assert.ok(items.length > 0, kind);
    }
  }

  it('count what happened in the last second of a day on that day', async () => {
    const before = await stored();
    await happen();
    await stage.sync(account);
    const rows = await stored();
    assertSame(factsOf(rows), factsOf(expected()), 'a second before midnight');
    assert.notDeepEqual(factsOf(rows), factsOf(before));
  });

  it('count what happened in the first second of a day on that day, and close the day before', async () => {
    const before = stage.ledger(account, 'USD');
    stage.clocks.set('2032-03-01T00:00:01Z');
    await happen();
    await stage.sync(account);
    const after = stage.ledger(account, 'USD');
    assertSame(factsOf(await stored()), factsOf(expected()), 'a second after midnight');
    assert.equal(after.day('2032-02-29').revenue, before.day('2032-02-29').revenue);
    assert.ok(after.day('2032-03-01').transactions >= 3, 'purchases of one second');
  });

  it('are, in dollars, what the prices of each day’s webhooks add up to', async () => {
    const { items } = await stage.revenueCat.ask<{ items: WebhookEvent[] }>(
      'GET',
      `${book()}/book/events?environment=PRODUCTION&limit=100000`,
    );
    const days = new Map<string, Decimal>();
    for (const { event } of items) {
      const day = dayOf(event.event_timestamp_ms);
      days.set(day, (days.get(day) ?? new Decimal(0)).plus(event.price ?? 0));
    }
    const revenue = (await stored()).filter(isRevenue).filter(({ period }) => days.has(period));
    assertSame(
      new Map(revenue.map(({ period, value }) => [period, money(value)])),
      new Map([...days].map(([day, sum]) => [day, money(sum)])),
      'revenue in dollars',
    );
  });

  it('change for past days when a refund comes in late, and keep what they were', async () => {
    const earlier = await stored();
    const known = await restatementsStored(stage.stack, account.id);
    const day = '2032-02-20';
    await stage.revenueCat.ask('POST', `${book()}/restatements`, { kind: 'late_refund', day });
    await stage.sync(account);
    assertSame(factsOf(recent(await stored())), factsOf(recent(expected())), 'after a late refund');
    const restated = await restatedSince(earlier);
    assert.ok(restated.has(`revenue by day on ${day} in USD`), [...restated.keys()].join());
    const isNew = ([key]: [string, string]) => !known.has(key);
    const kept = [...(await restatementsStored(stage.stack, account.id))].filter(isNew);
    assertSame(new Map(kept), new Map([...restated].filter(isNew)), 'restated');

    const path = `series?metric=revenue&resolution=day&from=${day}&to=${day}`;
    const { points } = await stage.revenue<{ points: { restated_from: { value: string; until: string } }[] }>(
      path,
    );
    const was = earlier.filter(isRevenue).find(({ period }) => period === day);
    const is = (await stored()).filter(isRevenue).find(({ period }) => period === day);
    assert.ok(was && is && was.fetched_at < is.fetched_at);
    assert.deepEqual(points[0]?.restated_from, {
      ...{ value: money(was.value), until: is.fetched_at.toISOString() },
    });
    assert.deepEqual(await restatementTimes(stage.stack, account.id, day), [
      { fetched_at: was.fetched_at, until: is.fetched_at },
    ]);
  });

  it('are right further back, too, from the first sync of the next day on', async () => {
    const day = '2031-12-24';
    await stage.revenueCat.ask('POST', `${book()}/restatements`, { kind: 'earlier_refund', day });
    const earlier = await stored();
    await stage.sync(account);
    assertSame(factsOf(await stored()), factsOf(earlier), 'further back than an hourly sync reads');
    stage.clocks.set('2032-03-02T00:00:01Z');
    await stage.sync(account);
    assertSame(factsOf(await stored()), factsOf(expected()), 'the next day');
    assert.ok((await restatedSince(earlier)).has(`revenue by day on ${day} in USD`));
  });

  it('know no day that has not begun at RevenueCat, where our clock is fast', async () => {
    stage.clocks.set('2032-03-03T00:00:01Z', '2032-03-02T23:59:59Z');
    await stage.sync(account);
    assertSame(factsOf(await stored()), factsOf(expected()), 'two seconds ahead');
  });

  function recent(rows: readonly PointRow[]): PointRow[] {
    const from = plusDays('2032-03-01', -TRAILING_DAYS);
    return rows.filter(({ period, resolution }) => period >= (resolution === 'day' ? from : monthOf(from)));
  }
});
