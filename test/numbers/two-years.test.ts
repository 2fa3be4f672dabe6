import assert from 'node:assert/strict';

import type { BookEvent } from '../../simulator/book/event.js';
import { type BookTile, fromBook, plainTile } from './book-tiles.js';
import { assertEverySeries } from './every-series.js';
import { expectedProducts, productFacts, type ProductSaid, productSeries } from './expected-products.js';
import { expectedRows } from './expected-rows.js';
import { expectedTiles } from './expected-tiles.js';
import { assertSame } from './facts.js';
import { Member } from './member.js';
import { DAY_MS, dayOf, plusDays } from './periods.js';
import { type PointSaid, seriesFacts } from './series-facts.js';
import { type Account, type Business, NumbersStage } from './stage.js';
import { factsOf, storedRows } from './stored.js';
import { type SummarySaid, tileFacts } from './tile-facts.js';

/** A second into a month, after a leap day. */
const NOW = '2032-03-01T00:00:01Z';

/** Older than what is fetched, as old, and younger; each with two stores, and customers who pay in seven currencies. */
const BUSINESSES: readonly Business[] = [
  { seed: 'oslo', stores: ['app_store', 'play_store'], createdAt: '2029-12-24T18:00:00Z', by: 'oauth' },
  { seed: 'quito', stores: ['play_store', 'stripe'], createdAt: '2030-03-01T23:59:59Z', by: 'api_key' },
  { seed: 'hanoi', stores: ['app_store', 'rc_billing'], createdAt: '2030-07-31T12:00:00Z', by: 'api_key' },
  // So young that it sold nothing at all on the last complete day.
  { seed: 'york', stores: ['app_store', 'rc_billing'], createdAt: '2032-02-26T00:00:00Z', by: 'api_key' },
];

const HISTORY = { from: plusDays(dayOf(Date.parse(NOW)), -730), to: dayOf(Date.parse(NOW)) };

describe('two years of numbers', function () {
  this.timeout(240_000);
  let stage: NumbersStage;
  let accounts: Account[] = [];
  let members: Member[] = [];

  before(async () => {
    stage = await NumbersStage.start(NOW, 'EUR');
    accounts = await Promise.all(BUSINESSES.map((business) => stage.connect(business)));
    await Promise.all(accounts.map((account) => stage.synced(account)));
    members = accounts.map((account, index) => {
      const created = BUSINESSES[index]?.createdAt.slice(0, 10) ?? '';
      const from = created > HISTORY.from ? created : HISTORY.from;
      return new Member(account.id, stage.ledger(account, 'EUR'), from);
    });
  });
  after(() => stage?.stop());

  it('hold all that counting can go wrong with', () => {
    for (const { revenueCatProjectId } of accounts.slice(0, 3)) {
      const { events } = stage.stack.simulator.book(revenueCatProjectId);
      const some = (title: string, is: (event: BookEvent) => boolean) =>
        assert.ok(events.some(is), `${revenueCatProjectId} has no ${title}`);
      some('refund', ({ moneySign }) => moneySign === -1);
      some('change of product', ({ period }) => period?.origin === 'product_change');
      some('return', ({ period }) => period?.origin === 'resubscription');
      some('recovery', ({ period }) => period?.origin === 'recovery');
      some('trial conversion', ({ period }) => period?.origin === 'trial_conversion');
      some('sandbox', ({ customer }) => customer.environment === 'SANDBOX');
      some('purchase at midnight', ({ at, moneySign }) => moneySign === 1 && at % DAY_MS === 0);
      some('purchase just before', ({ at, moneySign }) => moneySign === 1 && (at + 1) % DAY_MS === 0);
      assert.equal(new Set(events.map(({ customer }) => customer.currency)).size, 7);
    }
  });

  it('are stored day by day as the books have them, and nothing else is', async () => {
    for (const { accountId, ledger, from } of members) {
      const rows = await storedRows(stage.stack, accountId);
      assertSame(factsOf(rows), factsOf(expectedRows(ledger, from)), accountId);
    }
  });

  for (const [title, count] of [
    ['one account', 1],
    ['the union of three', 3],
    ['a union with one that is too young to be compared', 4],
  ] as const) {
    it(`are in the tiles of ${title} as the books have them`, async () => {
      const asked = members.slice(0, count);
      const summary = await stage.revenue<SummarySaid>(`summary?accounts=${idsOf(asked)}`);
      assert.equal(summary.currency, 'EUR');
      assert.deepEqual([summary.stale, summary.left_out], [[], []]);
      assertSame(tileFacts(summary.tiles), tileFacts(expectedTiles(asked)), title);
    });
  }

  it('are in every series of one account as the books have them', async () => {
    await assertEverySeries(stage, { members: members.slice(0, 1), gone: [] }, HISTORY);
  });

  it('are in every series of all four together as the books have them', async () => {
    await assertEverySeries(stage, { members, gone: [] }, HISTORY);
  });

  it("are in the tiles of each account as RevenueCat's own answers would be", async () => {
    // The fourth is too young for rates, of which the book names the month all the same.
    for (const { id, revenueCatProjectId } of accounts.slice(0, 3)) {
      const { tiles } = await stage.revenue<SummarySaid>(`summary?accounts=${id}`);
      const path = `/projects/${revenueCatProjectId}/book/tiles?currency=EUR`;
      const { items } = await stage.revenueCat.ask<{ items: BookTile[] }>('GET', path);
      assertSame(tileFacts(tiles.map(plainTile)), tileFacts(items.map(fromBook)), revenueCatProjectId);
    }
  });

  it('are told of every product as the books have it, page by page', async () => {
    const products: ProductSaid[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = `days=28&limit=10${cursor && `&cursor=${encodeURIComponent(cursor)}`}`;
      const page: { items: ProductSaid[]; next_cursor: string | null } = await stage.revenue(
        `products?${query}`,
      );
      products.push(...page.items);
      cursor = page.next_cursor;
    }
    assertSame(productFacts(products), productFacts(expectedProducts(members, 28)), 'products');
    const revenues = products.map(({ revenue }) => Number(revenue));
    assert.deepEqual(
      revenues,
      revenues.toSorted((one, other) => other - one),
      'the greatest first',
    );
  });

  it('are told of every product day by day, those of nothing too', async () => {
    for (const member of members) {
      for (const id of member.ledger.day(member.today).products.keys()) {
        for (const metric of ['revenue', 'active_subscriptions'] as const) {
          const query = `metric=${metric}&product=${id}&from=${HISTORY.from}&to=${HISTORY.to}`;
          const path = `series?${query}&accounts=${member.accountId}`;
          const facts = (of: PointSaid[]) => seriesFacts(metric, of, false);
          const { points } = await stage.revenue<{ points: PointSaid[] }>(path);
          const expected = productSeries(member, metric, id);
          // Nobody subscribes to what is bought once.
          if (expected.length === 0) assert.deepEqual(points, []);
          else assertSame(facts(points), facts(expected), `${metric} of ${id}`);
        }
      }
    }
  });
});

const idsOf = (members: readonly Member[]) => members.map(({ accountId }) => accountId).join(',');
