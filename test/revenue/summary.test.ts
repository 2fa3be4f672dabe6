import assert from 'node:assert/strict';

import { answerSummary } from '../../api/revenue/summary-route.js';
import { type Summary, summarySchema, type SummaryTile } from '../../api/revenue/summary-schema.js';
import type { Database } from '../../clients/postgres.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';
import { Rows } from './rows.js';

const NOON = new Date('2026-11-22T12:00:00Z');
const JUST_NOW = new Date('2026-11-22T11:30:00Z');
const TODAY = '2026-11-22';
const YESTERDAY = '2026-11-21';

describe('the summary of the revenue', () => {
  let own: OwnDatabase;
  let database: Database;
  let rows: Rows;
  let count = 0;
  let project = '';

  before(async () => {
    own = await openOwnDatabase();
    database = own.api;
    rows = await Rows.open(own.migrationUrl);
    // A bystander with numbers of its own stands beside every test.
    await rows.project('prj_bystander');
    await rows.account('prj_bystander', 'acc_bystander', { publishedAt: JUST_NOW });
    await rows.points('prj_bystander', 'acc_bystander', { metric: 'mrr', end: YESTERDAY, values: ['7777'] });
    await rows.live('prj_bystander', 'acc_bystander', TODAY, '7777', 7);
  });

  beforeEach(async () => {
    project = `prj_${(count += 1)}`;
    await rows.project(project);
  });

  after(async () => {
    await rows?.close();
    await own?.close();
  });

  async function summary(accounts: readonly string[] | null = null, now = NOON): Promise<Summary> {
    const answer = await answerSummary(database.pool, { projectId: project, accounts }, now);
    assert.ok('body' in answer && answer.status === 200);
    return summarySchema.parse(answer.body);
  }

  function tile(from: Summary, metric: string): SummaryTile {
    const found = from.tiles.find((one) => one.metric === metric);
    assert.ok(found, `no tile ${metric}`);
    return found;
  }

  async function account(id: string, mrr: readonly string[], publishedAt: Date | null = JUST_NOW) {
    await rows.account(project, id, { publishedAt });
    if (mrr.length > 0) await rows.points(project, id, { metric: 'mrr', end: YESTERDAY, values: mrr });
  }

  it('has fourteen tiles without a number while there are none, and names the account as missing', async () => {
    await account('acc_new', [], null);
    const empty = await summary();
    assert.equal(empty.tiles.length, 14);
    assert.ok(empty.tiles.every(({ value, partial, complete }) => value === null && partial && !complete));
    assert.deepEqual(empty.missing, [
      { account_id: 'acc_new', metrics: empty.tiles.map(({ metric }) => metric) },
    ]);
    assert.deepEqual(empty.stale, []);
  });

  it('answers for a project without accounts', async () => {
    const empty = await summary();
    assert.deepEqual([empty.missing, empty.accounts, empty.currency], [[], [], 'USD']);
    assert.ok(empty.tiles.every(({ value, partial }) => value === null && !partial));
  });

  it('shows MRR of the newest complete day, and ARR as twelve times that, marked as derived', async () => {
    await rows.account(project, 'acc_1', { publishedAt: JUST_NOW });
    const values = ['1000.10', ...Array<string>(29).fill('1'), '1200.25', '5'];
    await rows.points(project, 'acc_1', { metric: 'mrr', end: TODAY, values, running: true });
    const { tiles, ...rest } = await summary();
    const mrr = tile({ tiles, ...rest }, 'mrr');
    assert.deepEqual(
      [mrr.value, mrr.as_of, mrr.complete, mrr.unit, mrr.currency],
      ['1200.25', YESTERDAY, true, 'money', 'USD'],
    );
    assert.deepEqual(mrr.previous, { value: '1000.1', as_of: '2026-10-22' });
    const arr = tile({ tiles, ...rest }, 'arr');
    assert.deepEqual([arr.value, arr.previous?.value, arr.lineage.derived_from], ['14403', '12001.2', 'mrr']);
    assert.deepEqual(mrr.by_account[0]?.selectors, { revenue_type: 'revenue' });
    assert.equal(mrr.by_account[0]?.fetched_at, '2026-11-22T12:00:00.000Z');
  });

  it('says of each number when that very number was computed and fetched, not the newest one', async () => {
    await rows.account(project, 'acc_1', { publishedAt: JUST_NOW });
    const fetchedAt = ['2026-11-20T08:00:00Z', '2026-11-21T09:00:00Z', '2026-11-22T10:00:00Z'];
    const values = ['1', '2', '3'];
    await rows.points(project, 'acc_1', { metric: 'mrr', end: TODAY, values, running: true, fetchedAt });
    await rows.points(project, 'acc_1', { metric: 'revenue', end: TODAY, values, running: true, fetchedAt });
    await rows.points(project, 'acc_1', {
      ...{ metric: 'churn_rate', end: '2026-11-01', values, running: true, fetchedAt },
      ...{ resolution: 'month', currency: '' },
    });
    const answer = await summary();
    const times = (metric: string) =>
      tile(answer, metric).by_account.map(({ value, fetched_at, computed_at }) => {
        return [value, fetched_at, computed_at];
      });
    const ofYesterday = ['2026-11-21T09:00:00.000Z', '2026-11-21T08:55:00.000Z'];
    assert.deepEqual(times('mrr'), [['2', ...ofYesterday]]);
    assert.deepEqual(times('arr'), [['24', ...ofYesterday]]);
    assert.deepEqual(times('churn_rate'), [[2, ...ofYesterday]]);
    assert.deepEqual(times('revenue_7d'), [['6', '2026-11-22T10:00:00.000Z', '2026-11-22T09:55:00.000Z']]);
  });

  it('counts today so far in the 7- and 30-day tiles, and compares complete days', async () => {
    await rows.account(project, 'acc_1', { publishedAt: JUST_NOW });
    const values = [...Array<string>(60).fill('10.10'), '3.33'];
    await rows.points(project, 'acc_1', { metric: 'revenue', end: TODAY, values, running: true });
    const week = tile(await summary(), 'revenue_7d');
    assert.deepEqual(
      [
        week.value,
        week.as_of,
        week.complete,
        week.value_complete_days,
        week.complete_days_as_of,
        week.previous,
      ],
      ['63.93', TODAY, false, '70.7', YESTERDAY, { value: '70.7', as_of: '2026-11-14' }],
    );
    const month = tile(await summary(), 'revenue_30d');
    assert.deepEqual(
      [month.value, month.value_complete_days, month.previous?.value],
      ['296.23', '303', '303'],
    );
  });

  it('keeps the same numbers just after midnight UTC, until the new day has been fetched', async () => {
    await rows.account(project, 'acc_1', { publishedAt: new Date('2026-11-22T23:50:00Z') });
    const values = [...Array<string>(14).fill('1'), '0.5'];
    await rows.points(project, 'acc_1', { metric: 'revenue', end: TODAY, values, running: true });
    const before = await summary(null, new Date('2026-11-22T23:59:59.999Z'));
    const after = await summary(null, new Date('2026-11-23T00:00:00Z'));
    assert.deepEqual(after.tiles, before.tiles);
    assert.deepEqual([before.live.day, after.live.day], [TODAY, '2026-11-23']);
  });

  it('ignores periods that have not begun', async () => {
    await rows.account(project, 'acc_1', { publishedAt: JUST_NOW });
    await rows.points(project, 'acc_1', { metric: 'revenue', end: '2026-11-24', values: ['5', '0', '0'] });
    assert.deepEqual(
      [tile(await summary(), 'revenue_7d').value, tile(await summary(), 'revenue_7d').as_of],
      ['5', TODAY],
    );
  });

  it('adds up connected accounts, and shows what each of them is', async () => {
    await account('acc_1', ['0.10']);
    await account('acc_2', ['0.20']);
    const mrr = tile(await summary(), 'mrr');
    assert.deepEqual([mrr.value, mrr.partial], ['0.3', false]);
    assert.deepEqual(
      mrr.by_account.map(({ account_id, value }) => [account_id, value]),
      [
        ['acc_1', '0.1'],
        ['acc_2', '0.2'],
      ],
    );
  });

  it('shows only the named accounts', async () => {
    await account('acc_1', ['1']);
    await account('acc_2', ['2']);
    assert.equal(tile(await summary(['acc_2']), 'mrr').value, '2');
  });

  it('counts stale accounts and lists them, from two hours on', async () => {
    await account('acc_1', ['1'], new Date('2026-11-22T10:00:00.000Z'));
    await account('acc_2', ['2'], new Date('2026-11-22T09:59:59.999Z'));
    const stale = await summary();
    assert.equal(tile(stale, 'mrr').value, '3');
    assert.deepEqual(stale.stale, [{ account_id: 'acc_2', last_published_at: '2026-11-22T09:59:59.999Z' }]);
  });

  it('makes a tile partial when an account has no number for it', async () => {
    await account('acc_1', ['1']);
    await account('acc_2', []);
    const partial = await summary();
    assert.deepEqual([tile(partial, 'mrr').value, tile(partial, 'mrr').partial], ['1', true]);
    assert.ok(partial.missing.find(({ account_id }) => account_id === 'acc_2')?.metrics.includes('mrr'));
  });

  it('makes a sum of days partial when the days of a connected account end before those of the others', async () => {
    const revenue = (id: string, end: string) =>
      rows.points(project, id, { metric: 'revenue', end, values: ['1', '1', '1', '1', '1'] });
    for (const id of ['acc_1', 'acc_2']) await rows.account(project, id, { publishedAt: JUST_NOW });
    await revenue('acc_1', YESTERDAY);
    // The running day and the one before may still be on their way.
    await revenue('acc_2', '2026-11-19');
    assert.equal(tile(await summary(), 'revenue_7d').partial, false);
    await rows.account(project, 'acc_3', { publishedAt: JUST_NOW });
    await revenue('acc_3', '2026-11-18');
    assert.equal(tile(await summary(), 'revenue_7d').partial, true);
    assert.equal(tile(await summary(['acc_1', 'acc_2']), 'revenue_7d').partial, false);
  });

  it('leaves disconnected accounts out unless they are named', async () => {
    await account('acc_1', ['1']);
    await rows.account(project, 'acc_gone', {
      status: 'disconnected',
      publishedAt: new Date('2026-11-21T23:00:00Z'),
    });
    await rows.points(project, 'acc_gone', { metric: 'mrr', end: YESTERDAY, values: ['10'] });
    assert.equal(tile(await summary(), 'mrr').value, '1');
    const named = await summary(['acc_1', 'acc_gone']);
    assert.equal(tile(named, 'mrr').value, '11');
    assert.deepEqual(
      named.accounts.map(({ account_id, status }) => [account_id, status]),
      [
        ['acc_1', 'connected'],
        ['acc_gone', 'disconnected'],
      ],
    );
  });

  it('counts paused accounts, and those being disconnected', async () => {
    for (const status of ['paused', 'disconnecting']) {
      await rows.account(project, `acc_${status}`, { status, publishedAt: JUST_NOW });
      await rows.points(project, `acc_${status}`, { metric: 'mrr', end: YESTERDAY, values: ['1'] });
    }
    assert.equal(tile(await summary(), 'mrr').value, '2');
  });

  it('leaves out an account whose money is in another currency, by name, but counts its subscriptions', async () => {
    await account('acc_usd', ['1']);
    await rows.account(project, 'acc_eur', { publishedAt: JUST_NOW });
    await rows.points(project, 'acc_eur', { metric: 'mrr', end: YESTERDAY, values: ['10'], currency: 'EUR' });
    await rows.points(project, 'acc_eur', {
      metric: 'active_subscriptions',
      end: YESTERDAY,
      values: ['5'],
      currency: '',
    });
    const mixed = await summary(['acc_usd', 'acc_eur']);
    assert.deepEqual([tile(mixed, 'mrr').value, tile(mixed, 'mrr').partial], ['1', true]);
    assert.equal(tile(mixed, 'active_subscriptions').value, 5);
    assert.deepEqual(mixed.left_out, [{ account_id: 'acc_eur', currency: 'EUR', metrics: ['mrr', 'arr'] }]);
    assert.equal(
      mixed.missing.some(({ account_id, metrics }) => account_id === 'acc_eur' && metrics.includes('mrr')),
      false,
    );
  });

  it("uses the layer's currency, not the project's", async () => {
    const euro = `${project}_eur`;
    await rows.project(euro, 'EUR');
    await rows.account(euro, 'acc_eur', { publishedAt: JUST_NOW });
    await rows.points(euro, 'acc_eur', { metric: 'mrr', end: YESTERDAY, values: ['10'], currency: 'EUR' });
    await rows.points(euro, 'acc_eur', { metric: 'mrr', end: YESTERDAY, values: ['99'], currency: 'USD' });
    project = euro;
    const mrr = tile(await summary(), 'mrr');
    assert.deepEqual([mrr.value, mrr.currency], ['10', 'EUR']);
  });

  it('combines monthly rates from their parts', async () => {
    for (const [id, value, parts] of [
      ['acc_small', '10', { numerator: 1, denominator: 10 }],
      ['acc_large', '0.91', { numerator: '9', denominator: '990' }],
    ] as const) {
      await rows.account(project, id, { publishedAt: JUST_NOW });
      await rows.points(project, id, {
        metric: 'churn_rate',
        resolution: 'month',
        end: '2026-11-01',
        values: [value, '50'],
        currency: '',
        parts: [parts, parts],
        running: true,
      });
    }
    const churn = tile(await summary(), 'churn_rate');
    assert.deepEqual([churn.value, churn.as_of, churn.unit], [1, '2026-10-31', 'percent']);
    assert.deepEqual(churn.parts, { numerator: '10', denominator: '1000' });
    assert.equal(tile(await summary(['acc_large']), 'churn_rate').value, 0.91);
  });

  it("adds up today's live totals in US dollars, apart from the tiles", async () => {
    await account('acc_1', []);
    await account('acc_2', []);
    await rows.live(project, 'acc_1', TODAY, '0.1', 1);
    await rows.live(project, 'acc_2', TODAY, '0.2', 2);
    await rows.live(project, 'acc_2', YESTERDAY, '50', 5);
    const { live, tiles } = await summary();
    assert.deepEqual([live.revenue, live.renewals, live.currency, live.day], ['0.3', 3, 'USD', TODAY]);
    assert.ok(tiles.every(({ value }) => value === null));
  });

  it('has another tag after everything that changes the answer, and the same one otherwise', async () => {
    const published = new Date('2026-11-22T21:00:00Z');
    await account('acc_1', ['1'], published);
    const tagAt = async (now: string) => {
      const answer = await answerSummary(
        database.pool,
        { projectId: project, accounts: null },
        new Date(now),
      );
      assert.ok('headers' in answer);
      return answer.headers?.['ETag'];
    };
    const tag = await tagAt('2026-11-22T22:00:00Z');
    assert.equal(await tagAt('2026-11-22T23:00:00Z'), tag);
    const stale = await tagAt('2026-11-22T23:00:00.001Z');
    const nextDay = await tagAt('2026-11-23T00:00:00Z');
    await rows.live(project, 'acc_1', TODAY, '1', 1);
    const event = await tagAt('2026-11-22T22:00:00Z');
    await rows.publish(project, 'acc_1', new Date(published.getTime() + 1));
    const again = await tagAt('2026-11-22T22:00:00Z');
    assert.equal(new Set([tag, stale, nextDay, event, again]).size, 5);
  });

  it('does not know the accounts of another project', async () => {
    await account('acc_1', ['1']);
    await assert.rejects(summary(['acc_1', 'acc_bystander']), { name: 'Problem', slug: 'not-found' });
    assert.equal(tile(await summary(), 'mrr').value, '1');
  });

  it('does not know a project that does not exist', async () => {
    project = 'prj_nowhere';
    await assert.rejects(summary(), { name: 'Problem', slug: 'not-found' });
  });
});
