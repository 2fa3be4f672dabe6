import assert from 'node:assert/strict';

import { answerProducts } from '../../api/revenue/products-route.js';
import { productsSchema } from '../../api/revenue/products-schema.js';
import { answerSummary } from '../../api/revenue/summary-route.js';
import { summarySchema } from '../../api/revenue/summary-schema.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';
import { Rows } from './rows.js';

const PROJECT = 'prj_1';
const YESTERDAY = '2026-11-21';
const JUST_NOW = new Date('2026-11-22T11:40:00Z');
const HOURS_AGO = '2026-11-22T08:40:00.000Z';

describe('a number that RevenueCat has not given for hours, while it gave others', () => {
  let own: OwnDatabase;
  let rows: Rows;
  before(async () => {
    own = await openOwnDatabase();
    rows = await Rows.open(own.migrationUrl);
    await rows.project(PROJECT);
    const failing = {
      mrr: HOURS_AGO,
      revenue_by_product: HOURS_AGO,
      active_subscriptions: JUST_NOW.toISOString(),
    };
    await rows.account(PROJECT, 'acc_failing', { publishedAt: JUST_NOW, metricsPublishedAt: failing });
    await rows.account(PROJECT, 'acc_well', { publishedAt: JUST_NOW });
    await rows.account(PROJECT, 'acc_old', { publishedAt: new Date('2026-11-22T07:00:00Z') });
    for (const id of ['acc_failing', 'acc_well']) {
      await rows.points(PROJECT, id, { metric: 'mrr', end: YESTERDAY, values: ['5'] });
      const counts = { metric: 'active_subscriptions', end: YESTERDAY, currency: '' };
      await rows.points(PROJECT, id, { ...counts, values: ['7'] });
    }
  });
  after(async () => {
    await rows?.close();
    await own?.close();
  });

  const NOON = '2026-11-22T12:00:00Z';
  const ask = (accounts: string[] | null, now: string) =>
    answerSummary(own.api.pool, { projectId: PROJECT, accounts }, new Date(now));
  async function summary(accounts: string[] | null = null, now = NOON) {
    const answer = await ask(accounts, now);
    assert.ok('body' in answer);
    return summarySchema.parse(answer.body);
  }
  async function tile(metric: string, accounts: string[] | null = null, now = NOON) {
    const { tiles } = await summary(accounts, now);
    return tiles.find((one) => one.metric === metric) ?? assert.fail();
  }

  it('still counts, and its own tile says whose it is and how old', async () => {
    const { stale } = await summary(['acc_failing', 'acc_well']);
    assert.deepEqual(stale, []);
    const mrr = await tile('mrr');
    assert.equal(mrr.value, '10');
    assert.deepEqual(mrr.stale, [{ account_id: 'acc_failing', last_published_at: HOURS_AGO }]);
    assert.deepEqual(
      mrr.by_account.map(({ account_id, last_published_at }) => [account_id, last_published_at]),
      [
        ['acc_failing', HOURS_AGO],
        ['acc_well', JUST_NOW.toISOString()],
      ],
    );
  });

  it('makes ARR old, which is computed from it, and no other tile', async () => {
    const { tiles } = await summary();
    const old = tiles.filter(({ stale }) => stale.length > 0).map(({ metric }) => metric);
    assert.deepEqual(old, ['mrr', 'arr']);
  });

  it('is not old for the first two hours', async () => {
    assert.deepEqual((await tile('mrr', null, '2026-11-22T10:40:00Z')).stale, []);
    assert.equal((await tile('mrr', null, '2026-11-22T10:40:00.001Z')).stale.length, 1);
  });

  it('is not told of an account that the tile does not count', async () => {
    const { stale } = await summary(['acc_old', 'acc_well']);
    assert.deepEqual(
      stale.map(({ account_id }) => account_id),
      ['acc_old'],
    );
    assert.deepEqual((await tile('mrr', ['acc_old', 'acc_well'])).stale, []);
  });

  it('changes the tag of the summary when it becomes old', async () => {
    const tagAt = async (now: string) => {
      const answer = await ask(['acc_failing'], now);
      return 'headers' in answer ? answer.headers?.['ETag'] : assert.fail();
    };
    assert.equal(await tagAt('2026-11-22T10:39:00Z'), await tagAt('2026-11-22T10:40:00Z'));
    assert.notEqual(await tagAt('2026-11-22T10:40:00Z'), await tagAt('2026-11-22T10:40:00.001Z'));
  });

  it('is told of products by their own charts', async () => {
    const page = { days: 28, limit: 10, cursor: undefined };
    const accounts = ['acc_failing', 'acc_well'];
    const answer = await answerProducts(own.api.pool, { projectId: PROJECT, accounts, page }, new Date(NOON));
    assert.ok('body' in answer);
    assert.deepEqual(productsSchema.parse(answer.body).stale, [
      { account_id: 'acc_failing', last_published_at: HOURS_AGO },
    ]);
  });
});
