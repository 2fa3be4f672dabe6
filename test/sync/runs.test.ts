import assert from 'node:assert/strict';

import { beginSync } from '../../activities/sync/begin.js';
import { STEPS } from '../../activities/sync/charts.js';
import { abandonSync, publishSync } from '../../activities/sync/publish.js';
import { loadConfig } from '../../clients/config.js';
import { createLog } from '../../clients/log.js';
import type { Database } from '../../clients/postgres.js';
import type { Run } from '../../workflows/account/state.js';
import { makeBareAccount } from '../support/bare-account.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';

const ref = { projectId: 'prj_1', accountId: 'acc_1', generation: 1 };
const DAY = 86_400_000;
const first = { id: 'run_1', kind: 'first', slot: Date.now() } as const;
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

describe('a run', () => {
  let own: OwnDatabase;
  let owner: Database;
  const log = createLog('test', 'silent');
  const config = loadConfig({});
  before(async () => {
    own = await openOwnDatabase();
    ({ owner } = own);
  });
  after(() => own?.close());

  /** The first run of a RevenueCat project that was made then. */
  async function begun(createdAt: number) {
    const { prisma } = owner;
    await prisma.$executeRawUnsafe('TRUNCATE projects CASCADE');
    await makeBareAccount(owner, ref, { revenuecat_project_created_at: new Date(createdAt) });
    return beginSync({ database: owner, config } as Parameters<typeof beginSync>[0], ref, first);
  }

  it('begins with the day on which the RevenueCat project was made, at most two years ago', async () => {
    assert.equal((await begun(Date.now() - 10 * DAY)).from, day(Date.now() - 10 * DAY));
    assert.equal((await begun(0)).from, day(Date.now() - 730 * DAY));
  });

  it("begins no later than it ends, also where RevenueCat's clock is ahead of ours", async () => {
    const { from, asOf } = await begun(Date.now() + 10 * DAY);
    assert.equal(from, asOf);
  });

  for (const [what, columns, readsAll] of [
    ['has read it all', { status: 'complete' }, false],
    ['has read what there is to read', { status: 'partial', cause: 'refused' }, false],
    ['has missed what RevenueCat did not answer in time', { status: 'partial', cause: 'transient' }, true],
    ['was not let in for a while', { status: 'partial', cause: 'unauthorized' }, true],
    ['has read the last weeks only', { status: 'complete', fetched_from: new Date() }, true],
    ['was in another currency', { status: 'complete', currency: 'EUR' }, true],
    ['was yesterday', { status: 'complete', as_of: new Date(Date.now() - DAY) }, true],
  ] as const) {
    it(`reads ${readsAll ? 'all history' : 'the trailing window'} where the one before ${what}`, async () => {
      await begun(0);
      await owner.prisma.sync_runs.updateMany({ data: { finished_at: new Date(), ...columns } });
      const hourly = { id: 'run_2', kind: 'scheduled', slot: Date.now() } as const;
      const deps = { database: owner, config } as Parameters<typeof beginSync>[0];
      const { from } = await beginSync(deps, ref, hourly);
      assert.equal(from, day(Date.now() - (readsAll ? 730 : 40) * DAY));
    });
  }

  for (const [what, late, readsAll] of [
    ['refused one chart and was late with another', 'transient', true],
    ['refused one chart and did not let us in for another', 'unauthorized', true],
    ['refused two charts', 'refused', false],
  ] as const) {
    it(`reads ${readsAll ? 'all history' : 'the trailing window'} after one in which RevenueCat ${what}`, async () => {
      const begin = await begun(0);
      const status = { calls: 1, httpStatus: null, detail: null };
      const run: Run = {
        ...{ ...begin, ...first, begun: true, notBefore: 0, patience: 0, refreshedAfter401: false },
        results: {
          ...Object.fromEntries(STEPS.map((step) => [step, { ...status, outcome: 'fetched' } as const])),
          'chart:mrr': { ...status, outcome: 'refused' },
          'by-product:revenue': { ...status, outcome: late },
        },
      };
      await publishSync({ database: owner, log } as Parameters<typeof publishSync>[0], { ...ref, run });
      const row = await owner.prisma.sync_runs.findFirstOrThrow();
      assert.deepEqual([row.status, row.cause], ['partial', late]);
      const deps = { database: owner, config } as Parameters<typeof beginSync>[0];
      const { from } = await beginSync(deps, ref, { id: 'run_2', kind: 'scheduled', slot: Date.now() });
      assert.equal(from, day(Date.now() - (readsAll ? 730 : 40) * DAY));
    });
  }

  it('that cannot be stored says so of every number it had', async () => {
    const begin = await begun(0);
    const results = Object.fromEntries(
      STEPS.map((step) => [step, { outcome: 'fetched', calls: 1, httpStatus: null, detail: null }] as const),
    );
    const refused = { outcome: 'refused', calls: 1, httpStatus: 403, detail: 'authorization_error' } as const;
    const run: Run = {
      ...{ ...begin, ...first, begun: true, notBefore: 0, patience: 0, refreshedAfter401: false },
      results: { ...results, 'chart:mrr': refused },
    };
    await abandonSync({ database: owner, log } as Parameters<typeof abandonSync>[0], { ...ref, run });
    const row = await owner.prisma.sync_runs.findFirstOrThrow();
    assert.deepEqual([row.status, row.cause], ['failed', 'not_published']);
    const metrics = row.metrics as { metric: string; status: string; detail: string }[];
    assert.deepEqual(
      [metrics.length, metrics[0]],
      [13, { metric: 'mrr', status: 'unavailable', detail: 'authorization_error' }],
    );
    assert.ok(metrics.slice(1).every((one) => one.status === 'unexpected' && one.detail === 'not_published'));
  });
});
