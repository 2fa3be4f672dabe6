import assert from 'node:assert/strict';

import { answerProducts } from '../../api/revenue/products-route.js';
import { type Products, productsSchema } from '../../api/revenue/products-schema.js';
import type { Database } from '../../clients/postgres.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';
import { Rows } from './rows.js';

const NOON = new Date('2026-11-22T12:00:00Z');
const TODAY = '2026-11-22';
const YESTERDAY = '2026-11-21';
const PROJECT = 'prj_1';

describe('revenue by product', () => {
  let own: OwnDatabase;
  let database: Database;
  let rows: Rows;

  before(async () => {
    own = await openOwnDatabase();
    database = own.api;
    rows = await Rows.open(own.migrationUrl);
    for (const project of [PROJECT, 'prj_bystander']) {
      await rows.project(project);
      await rows.account(project, 'acc_1', { publishedAt: NOON });
      await product(
        project,
        'acc_1',
        'prod_month',
        TODAY,
        ['0.10', '0.20', '0.40', '99'],
        ['3', '4', '5', '6'],
      );
    }
    await product(PROJECT, 'acc_1', 'prod_year', TODAY, ['10', '20', '30', '40'], ['1', '1', '2', '9']);
    await product(PROJECT, 'acc_1', 'Other', TODAY, ['1', '1', '1', '1'], []);
    await rows.product(PROJECT, 'acc_1', 'prod_month', 'Monthly');
    await total(PROJECT, 'acc_1', TODAY, true);
    await total('prj_bystander', 'acc_1', TODAY, true);
    await rows.run(PROJECT, 'acc_1', TODAY);
    await rows.run('prj_bystander', 'acc_1', TODAY);
    await rows.account(PROJECT, 'acc_gone', {
      status: 'disconnected',
      publishedAt: new Date('2026-06-30T00:00:00Z'),
    });
    await product(PROJECT, 'acc_gone', 'prod_old', '2026-06-29', ['7', '8', '9', '10'], ['2']);
    await total(PROJECT, 'acc_gone', '2026-06-29', false);
    await rows.run(PROJECT, 'acc_gone', '2026-06-30');
  });

  after(async () => {
    await rows?.close();
    await own?.close();
  });

  async function product(
    project: string,
    account: string,
    id: string,
    end: string,
    revenue: readonly string[],
    active: readonly string[],
  ) {
    const point = { end, product: id, running: end === TODAY };
    await rows.points(project, account, { ...point, metric: 'revenue', values: revenue });
    await rows.points(project, account, {
      ...point,
      metric: 'active_subscriptions',
      values: active,
      currency: '',
    });
  }

  async function total(project: string, account: string, end: string, running: boolean) {
    await rows.points(project, account, { metric: 'revenue', end, values: ['1', '1'], running });
    await rows.points(project, account, {
      metric: 'active_subscriptions',
      end,
      values: ['1', '1'],
      running,
      currency: '',
    });
  }

  async function products(
    days: number,
    accounts: readonly string[] | null = null,
    limit = 50,
    cursor?: string,
  ) {
    const request = { projectId: PROJECT, accounts, page: { days, limit, cursor } };
    const answer = await answerProducts(database.pool, request, NOON);
    assert.ok('body' in answer);
    return productsSchema.parse(answer.body);
  }

  const inShort = ({ items }: Products) =>
    items.map(({ product_id, revenue, active_subscriptions }) => [product_id, revenue, active_subscriptions]);

  it('sums the last complete days, the greatest first, and takes subscriptions of the newest complete day', async () => {
    assert.deepEqual(inShort(await products(2)), [
      ['prod_year', '50', 2],
      ['Other', '2', 0],
      ['prod_month', '0.6', 5],
    ]);
    assert.deepEqual(inShort(await products(28)), [
      ['prod_year', '60', 2],
      ['Other', '3', 0],
      ['prod_month', '0.7', 5],
    ]);
  });

  it('says which days it covers, and what the product is called', async () => {
    const { items, currency, days } = await products(2);
    assert.deepEqual([currency, days], ['USD', 2]);
    assert.deepEqual(
      items.find(({ product_id }) => product_id === 'prod_month'),
      {
        product_id: 'prod_month',
        store_identifier: 'com.example.prod_month',
        name: 'Monthly',
        account_id: 'acc_1',
        revenue: '0.6',
        revenue_as_of: YESTERDAY,
        active_subscriptions: 5,
        active_subscriptions_as_of: YESTERDAY,
      },
    );
  });

  it('shows the last days of a disconnected account when it is named', async () => {
    const gone = await products(2, ['acc_gone']);
    assert.deepEqual(inShort(gone), [['prod_old', '19', 2]]);
    assert.equal(gone.items[0]?.revenue_as_of, '2026-06-29');
  });

  it('goes on from page to page', async () => {
    const first = await products(2, null, 2);
    assert.equal(first.items.length, 2);
    assert.ok(first.next_cursor);
    const second = await products(2, null, 2, first.next_cursor);
    assert.deepEqual(inShort(second), [['prod_month', '0.6', 5]]);
    assert.equal(second.next_cursor, null);
    await assert.rejects(products(3, null, 2, first.next_cursor), { slug: 'invalid-cursor' });
  });

  it('does not know the accounts of another project', async () => {
    await assert.rejects(products(2, ['acc_elsewhere']), { slug: 'not-found' });
  });
});
