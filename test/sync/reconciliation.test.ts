import assert from 'node:assert/strict';

import { reconcile } from '../../activities/sync/reconciliation.js';
import { gapOf } from '../../api/accounts/reconciliation.js';
import type { Database } from '../../clients/postgres.js';
import { makeBareAccount } from '../support/bare-account.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';

const ref = { projectId: 'prj_1', accountId: 'acc_1', generation: 1 };
const tenant = { project_id: ref.projectId, account_id: ref.accountId };
const AS_OF = '2026-11-22';
const dayAt = (day: number) => new Date(Date.UTC(2026, 10, day));

describe('charts and webhooks', () => {
  let own: OwnDatabase;
  let owner: Database;
  before(async () => {
    own = await openOwnDatabase();
    ({ owner } = own);
  });
  after(() => own?.close());

  /** Ten transactions of 10 dollars a day by the charts; by webhooks as many as are given. */
  async function lived(webhooks: number, verifiedAt: Date, currency = 'USD') {
    const { prisma } = owner;
    await prisma.$executeRawUnsafe('TRUNCATE projects CASCADE');
    await makeBareAccount(owner, ref, { webhook_verified_at: verifiedAt }, currency);
    await prisma.sync_runs.create({
      data: {
        ...tenant,
        id: 'r',
        kind: 'scheduled',
        slot: dayAt(22),
        status: 'running',
        as_of: dayAt(22),
        currency,
      },
    });
    for (let day = 10; day <= 22; day += 1) {
      await prisma.metric_points.create({
        data: {
          ...{ ...tenant, metric: 'revenue', resolution: 'day', period: dayAt(day), currency, value: '100' },
          ...{ complete: day < 22, parts: { transactions: '10' }, chart: 'revenue', chart_version: 'v3' },
          ...{ selectors: {}, fetched_at: new Date() },
        },
      });
      await prisma.live_daily_totals.create({
        data: {
          ...tenant,
          day: dayAt(day),
          purchases: 1,
          renewals: webhooks - 1,
          revenue_usd: `${webhooks}0`,
        },
      });
    }
    return prisma.$transaction((tx) => reconcile(tx, ref, AS_OF));
  }

  it('are compared day by day, over the last seven complete days', async () => {
    const days = await lived(10, dayAt(1));
    assert.equal(days?.length, 7);
    assert.deepEqual(days[0], {
      ...{ day: '2026-11-15', charts: 10, webhooks: 10, charts_usd: '100', webhooks_usd: '100' },
    });
    assert.equal(gapOf(days), null);
  });

  it('are apart when webhooks brought much less, and both numbers are said', async () => {
    const days = await lived(4, dayAt(1));
    assert.match(
      gapOf(days ?? []) ?? '',
      /^From 2026-11-15 to 2026-11-21 RevenueCat's charts count 70 transactions, its webhooks brought 28\./,
    );
  });

  it('are not compared in money where the layer shows another currency than dollars', async () => {
    const days = await lived(10, dayAt(1), 'EUR');
    assert.equal(days?.[0]?.charts_usd, null);
    assert.equal(gapOf(days ?? []), null);
  });

  it('are not compared before the webhook has worked for all of these days', async () => {
    assert.equal(await lived(4, dayAt(16)), null);
  });

  describe('day by day', () => {
    const even = { charts: 100, webhooks: 100, charts_usd: '1000', webhooks_usd: '1000' };
    const week = (...last: Partial<typeof even>[]) =>
      [15, 16, 17, 18, 19, 20, 21].map((day, index) => ({
        ...{ day: `2026-11-${day}`, ...even },
        ...last[index - 7 + last.length],
      }));

    it('are apart where one day lacks what another has too much, and the worst day is named', () => {
      assert.match(
        gapOf(week({ webhooks: 140 }, { webhooks: 50 })) ?? '',
        /^On 2026-11-21 RevenueCat's charts count 100 transactions, its webhooks brought 50\./,
      );
      assert.match(
        gapOf(week({ webhooks_usd: '1450' }, { webhooks_usd: '600' })) ?? '',
        /^On 2026-11-20 RevenueCat's charts show 1000\.00 USD, its webhooks brought 1450\.00 USD\./,
      );
    });

    it('may differ more than over the week, since midnight weighs more in a day', () => {
      assert.equal(gapOf(week({ webhooks: 130 }, { webhooks: 70 })), null);
      assert.equal(gapOf(week({ webhooks_usd: '1300' }, { webhooks_usd: '700' })), null);
      const few = { charts: 16, webhooks: 1 };
      assert.equal(gapOf(week(few, { charts: 1, webhooks: 16 })), null);
    });

    it('are not compared in money on a day that has none in dollars', () => {
      const days = week({ webhooks_usd: '1450' }, { webhooks_usd: '600' });
      assert.equal(gapOf(days.map((day) => ({ ...day, charts_usd: null }))), null);
    });
  });

  it('may differ a little: a purchase at midnight is on another day', () => {
    const day = { day: '2026-11-21', charts: 100, webhooks: 91, charts_usd: '1000', webhooks_usd: '910' };
    assert.equal(gapOf([day]), null);
    assert.match(
      gapOf([{ ...day, webhooks_usd: '800' }]) ?? '',
      /1000.00 USD, its webhooks brought 800.00 USD/,
    );
  });
});
