import assert from 'node:assert/strict';

import { seriesQuery } from '../../api/revenue/revenue-query.js';
import { type SeriesAnswer, seriesSchema } from '../../api/revenue/series-answer.js';
import { answerSeries } from '../../api/revenue/series-route.js';
import type { Database } from '../../clients/postgres.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';
import { Rows } from './rows.js';

const NOON = new Date('2026-11-22T12:00:00Z');
const TODAY = '2026-11-22';
const PROJECT = 'prj_1';

describe('a series of the revenue', () => {
  let own: OwnDatabase;
  let database: Database;
  let rows: Rows;

  before(async () => {
    own = await openOwnDatabase();
    database = own.api;
    rows = await Rows.open(own.migrationUrl);
    await rows.project(PROJECT);
    await rows.account(PROJECT, 'acc_1', { publishedAt: NOON, name: '=HYPERLINK("http://evil.example")' });
    await rows.account(PROJECT, 'acc_2', { publishedAt: NOON, name: 'Second, "quoted"' });
    await rows.account(PROJECT, 'acc_gone', {
      status: 'disconnected',
      publishedAt: new Date('2026-11-20T09:00:00Z'),
    });
    await rows.account(PROJECT, 'acc_eur', { publishedAt: NOON });
    const daily = { end: TODAY, running: true } as const;
    await rows.points(PROJECT, 'acc_1', {
      ...daily,
      metric: 'revenue',
      values: ['1.10', '-2.20', '3.30', '0.40'],
    });
    await rows.points(PROJECT, 'acc_2', { ...daily, metric: 'revenue', values: ['10', '20', '30', '4'] });
    await rows.points(PROJECT, 'acc_gone', { metric: 'revenue', end: '2026-11-20', values: ['100', '200'] });
    await rows.points(PROJECT, 'acc_eur', {
      ...daily,
      metric: 'revenue',
      values: ['9', '9'],
      currency: 'EUR',
    });
    await rows.points(PROJECT, 'acc_1', { metric: 'mrr', end: '2026-11-21', values: ['100', '200.5'] });
    await rows.points(PROJECT, 'acc_1', {
      metric: 'revenue',
      end: '2026-11-21',
      values: ['0.5'],
      product: 'prod_a',
    });
    await rows.points(PROJECT, 'acc_1', {
      metric: 'churn_rate',
      resolution: 'month',
      end: '2026-11-01',
      values: ['4.1', '4.6', '1'],
      currency: '',
      running: true,
    });
    for (const [value, until] of [
      ['120', '2026-11-21T08:00:00Z'],
      ['110', '2026-11-21T09:00:00Z'],
    ] as const) {
      await rows.restatement(PROJECT, 'acc_1', { metric: 'mrr', period: '2026-11-20', value, until });
    }
    await rows.project('prj_bystander');
    await rows.account('prj_bystander', 'acc_1', { publishedAt: NOON });
    await rows.points('prj_bystander', 'acc_1', { ...daily, metric: 'revenue', values: ['7777', '7777'] });
  });

  after(async () => {
    await rows?.close();
    await own?.close();
  });

  async function ask(query: Record<string, string>, format: 'json' | 'csv' = 'json') {
    return answerSeries(database.pool, { projectId: PROJECT, query: seriesQuery.parse(query), format }, NOON);
  }

  async function series(query: Record<string, string>): Promise<SeriesAnswer> {
    const answer = await ask(query);
    assert.ok('body' in answer);
    return seriesSchema.parse(answer.body);
  }

  const values = ({ points }: SeriesAnswer) => points.map(({ date, value }) => `${date} ${value}`);

  it('answers both ends of the range and nothing beyond', async () => {
    const range = { metric: 'revenue', accounts: 'acc_1', from: '2026-11-20', to: '2026-11-21' };
    assert.deepEqual(values(await series(range)), ['2026-11-20 -2.2', '2026-11-21 3.3']);
  });

  it('marks today as incomplete', async () => {
    const { points } = await series({ metric: 'revenue', accounts: 'acc_1' });
    assert.deepEqual(
      points.map(({ complete }) => complete),
      [true, true, true, false],
    );
    assert.ok(points.every(({ by_account }) => by_account === undefined));
  });

  it('has the history of disconnected accounts by default, up to their day', async () => {
    const all = await series({ metric: 'revenue' });
    assert.deepEqual(values(all), [
      '2026-11-19 111.1',
      '2026-11-20 217.8',
      '2026-11-21 33.3',
      '2026-11-22 4.4',
    ]);
    assert.equal(all.points[2]?.complete, true);
    assert.deepEqual(all.points[2]?.by_account, [
      { account_id: 'acc_1', value: '3.3' },
      { account_id: 'acc_2', value: '30' },
    ]);
    assert.deepEqual(all.left_out, [{ account_id: 'acc_eur', currency: 'EUR', metrics: ['revenue'] }]);
    assert.deepEqual(all.missing, []);
  });

  it('says when history begins, whatever the range', async () => {
    const before = { from: '2026-10-01', to: '2026-10-31' };
    assert.equal((await series({ metric: 'revenue', ...before })).begins, '2026-11-19');
    assert.equal(
      (await series({ metric: 'revenue', from: '2026-11-21', to: '2026-11-21' })).begins,
      '2026-11-19',
    );
    assert.equal((await series({ metric: 'churn_rate', accounts: 'acc_2', ...before })).begins, null);
  });

  it('derives ARR from MRR, and what it was before too', async () => {
    const arr = await series({ metric: 'arr', accounts: 'acc_1' });
    assert.deepEqual(values(arr), ['2026-11-20 1200', '2026-11-21 2406']);
    assert.equal(arr.lineage.derived_from, 'mrr');
    assert.deepEqual(arr.points[0]?.restated_from, { value: '1320', until: '2026-11-21T09:00:00.000Z' });
    assert.equal(arr.points[1]?.restated_from, undefined);
  });

  it('answers a daily metric by month, over whole months', async () => {
    const months = await series({
      metric: 'revenue',
      resolution: 'month',
      accounts: 'acc_1',
      from: '2026-11-22',
      to: '2026-11-22',
    });
    assert.deepEqual(values(months), ['2026-11-01 2.6']);
    assert.equal(months.points[0]?.complete, false);
  });

  it('answers a monthly metric by month without being told', async () => {
    const churn = await series({ metric: 'churn_rate', accounts: 'acc_1' });
    assert.equal(churn.resolution, 'month');
    assert.deepEqual(values(churn), ['2026-09-01 4.1', '2026-10-01 4.6', '2026-11-01 1']);
  });

  it('answers one product', async () => {
    const product = await series({ metric: 'revenue', product: 'prod_a' });
    assert.deepEqual(values(product), ['2026-11-21 0.5']);
    assert.deepEqual([product.product, product.missing], ['prod_a', []]);
  });

  it('names accounts without the metric', async () => {
    const { missing } = await series({ metric: 'mrr', accounts: 'acc_1,acc_2' });
    assert.deepEqual(missing, [{ account_id: 'acc_2', metrics: ['mrr'] }]);
  });

  it('is empty, not an error, where there are no numbers', async () => {
    assert.deepEqual((await series({ metric: 'revenue', from: '2020-01-01', to: '2020-01-31' })).points, []);
    assert.deepEqual((await series({ metric: 'revenue', from: '2026-11-23', to: '2027-01-31' })).points, []);
  });

  it('does not know the accounts of another project', async () => {
    await assert.rejects(series({ metric: 'mrr', accounts: 'acc_1,acc_elsewhere' }), { slug: 'not-found' });
  });

  it('is a table for spreadsheets that runs no formula and keeps numbers plain', async () => {
    const answer = await ask(
      { metric: 'revenue', accounts: 'acc_1,acc_2', from: '2026-11-20', to: '2026-11-22' },
      'csv',
    );
    assert.ok('text' in answer);
    assert.match(answer.contentType, /^text\/csv/);
    assert.deepEqual(answer.text.split('\r\n'), [
      `date,revenue,currency,complete,partial,restated_from,restated_until,"'=HYPERLINK(""http://evil.example"") (acc_1)","Second, ""quoted"" (acc_2)"`,
      '2026-11-20,17.8,USD,true,false,,,-2.2,20',
      '2026-11-21,33.3,USD,true,false,,,3.3,30',
      '2026-11-22,4.4,USD,false,false,,,0.4,4',
      '',
    ]);
  });

  it('has only its header where there is nothing to show', async () => {
    const answer = await ask({ metric: 'mrr', accounts: 'acc_2' }, 'csv');
    assert.ok('text' in answer);
    assert.equal(answer.text, 'date,mrr,currency,complete,partial,restated_from,restated_until\r\n');
  });
});
