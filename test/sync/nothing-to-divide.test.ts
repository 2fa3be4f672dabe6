import assert from 'node:assert/strict';

import type { StagedPoint } from '../../activities/sync/points.js';
import { publishPoints } from '../../activities/sync/publish-points.js';
import type { Database } from '../../clients/postgres.js';
import { makeBareAccount } from '../support/bare-account.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';

const ref = { projectId: 'prj_1', accountId: 'acc_1', generation: 1 };

describe('a rate of a month with nothing to divide by', () => {
  let own: OwnDatabase;
  let owner: Database;
  before(async () => {
    own = await openOwnDatabase();
    ({ owner } = own);
  });
  after(() => own?.close());
  beforeEach(async () => {
    await owner.prisma.$executeRawUnsafe('TRUNCATE projects CASCADE');
    await makeBareAccount(owner, ref);
  });

  const trials = (value: string | null, numerator: string, denominator: string): StagedPoint => ({
    ...{ metric: 'trial_conversion_rate', segment: '', segment_id: null, resolution: 'month' },
    ...{ period: '2026-10-01', currency: '', value, complete: true, parts: { numerator, denominator } },
  });

  /** What is kept of the month, and what it was before, newest first. */
  async function published(point: StagedPoint) {
    const chart = { kind: 'chart', chart: 'trial_conversion_rate', version: 'v3' } as const;
    const data = { ...chart, selectors: {}, computedAt: null, points: [point] };
    await owner.prisma.$transaction((tx) => publishPoints(tx, ref, data, new Date()));
    const { value, parts } = await owner.prisma.metric_points.findFirstOrThrow();
    const before = await owner.prisma.metric_restatements.findMany({ orderBy: { until: 'desc' } });
    return [value?.toFixed() ?? null, parts, before.map((one) => one.value.toFixed())];
  }

  it('is kept by its parts, and becomes a number without having been one', async () => {
    const nothing = { numerator: '0', denominator: '0' };
    assert.deepEqual(await published(trials(null, '0', '0')), [null, nothing, []]);
    const one = { numerator: '1', denominator: '2' };
    assert.deepEqual(await published(trials('50', '1', '2')), ['50', one, []]);
  });

  it('keeps the number that it was', async () => {
    await published(trials('50', '1', '2'));
    const [value, , before] = await published(trials(null, '0', '0'));
    assert.deepEqual([value, before], [null, ['50']]);
  });

  it('is nothing that can be kept without its parts', async () => {
    await assert.rejects(published({ ...trials(null, '1', '2') }), /metric_points_value_check/);
    await assert.rejects(published({ ...trials(null, '0', '0'), parts: null }), /metric_points_value_check/);
  });
});
