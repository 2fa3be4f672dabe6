import assert from 'node:assert/strict';

import type { StagedPoint } from '../../activities/sync/points.js';
import { publishPoints } from '../../activities/sync/publish-points.js';
import type { Database } from '../../clients/postgres.js';
import { makeBareAccount } from '../support/bare-account.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';

const ref = { projectId: 'prj_1', accountId: 'acc_1', generation: 1 };
const tenant = { project_id: ref.projectId, account_id: ref.accountId };

describe('revenue by product', () => {
  let own: OwnDatabase;
  let owner: Database;
  before(async () => {
    own = await openOwnDatabase();
    ({ owner } = own);
  });
  after(() => own?.close());
  beforeEach(async () => {
    const { prisma } = owner;
    await prisma.$executeRawUnsafe('TRUNCATE projects CASCADE');
    await makeBareAccount(owner, ref);
    await prisma.products.createMany({
      data: ['ios', 'android'].map((app) => ({ ...tenant, id: `prod_${app}`, store_identifier: 'pro.year' })),
    });
    await prisma.products.create({ data: { ...tenant, id: 'prod_month', store_identifier: 'pro.month' } });
  });

  const sold = (segment: string, value: string, period = '2026-11-20', segment_id: string | null = null) => ({
    ...({ metric: 'revenue', segment, segment_id, resolution: 'day', period, currency: 'USD' } as const),
    ...{ value, complete: true, parts: null },
  });

  async function published(...points: StagedPoint[]) {
    const chart = {
      kind: 'chart',
      chart: 'revenue',
      version: 'v3',
      selectors: {},
      computedAt: null,
      points,
    } as const;
    await owner.prisma.$transaction((tx) => publishPoints(tx, ref, chart, new Date()));
    const rows = await owner.prisma.metric_points.findMany({ where: tenant, orderBy: { product_id: 'asc' } });
    return rows.map(({ product_id, value }) => [product_id, value?.toFixed()]);
  }

  it('is named by id, or by a store identifier that one product alone has', async () => {
    assert.deepEqual(await published(sold('x', '1', '2026-11-20', 'prod_ios'), sold('pro.month', '2')), [
      ['prod_ios', '1'],
      ['prod_month', '2'],
    ]);
  });

  it('of two apps under one label is one row with the sum, under that label', async () => {
    assert.deepEqual(await published(sold('pro.year', '1.10'), sold('pro.year', '2.20')), [
      ['pro.year', '3.3'],
    ]);
  });

  it('has no row for a product that sold nothing', async () => {
    assert.deepEqual(await published(sold('pro.month', '0'), sold('Other', '4')), [['Other', '4']]);
  });

  it('is nothing where an answer does not name the product any more, so that it counts once', async () => {
    await published(sold('pro.month', '5'), sold('x', '4', '2026-11-20', 'prod_ios'), sold('Other', '0'));
    assert.deepEqual(await published(sold('x', '9', '2026-11-20', 'prod_ios'), sold('Other', '0')), [
      ['prod_ios', '9'],
      ['prod_month', '0'],
    ]);
    const [was] = await owner.prisma.metric_restatements.findMany({ where: { product_id: 'prod_month' } });
    assert.equal(was?.value.toFixed(), '5');
  });

  it('stays what it was on days on which the product may be among the others', async () => {
    await published(sold('pro.month', '5'), sold('pro.month', '6', '2026-11-21'));
    const rows = await published(sold('Other', '9'), sold('x', '1', '2026-11-21', 'prod_ios'));
    assert.deepEqual(rows.sort(), [
      ['Other', '9'],
      ['prod_ios', '1'],
      ['prod_month', '0'],
      ['prod_month', '5'],
    ]);
    assert.equal(await owner.prisma.metric_restatements.count(), 1);
  });
});
