import assert from 'node:assert/strict';

import { CALLS_PER_RUN, intervalFor } from '../../activities/budget/interval.js';
import { eventually } from '../support/eventually.js';
import { agesOf, countsOf, type DeveloperRecord, mostWithin, orderOf, recordsOf } from './record.js';
import {
  ACCOUNTS_EACH,
  DEVELOPERS,
  type FleetStage,
  LIMIT,
  MINUTE,
  startFleetStage,
  WANTED_INTERVAL,
} from './stage.js';

const INTERVAL = intervalFor(WANTED_INTERVAL, ACCOUNTS_EACH, LIMIT, MINUTE);
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b).join(' ');

/** An hour passes in less than two minutes. What is judged is what RevenueCat and Postgres wrote down. */
describe('three developers with 15 accounts each, at 5 chart calls a minute', function () {
  this.timeout(900_000);
  let stage: FleetStage;
  let records: DeveloperRecord[];

  before(async () => {
    stage = await startFleetStage();
    records = await eventually(
      async () => {
        const found = await recordsOf(stage);
        for (const record of found) assert.ok(Math.min(...countsOf(record)) >= 2, countsOf(record).join(' '));
        return found;
      },
      { within: '13m', every: '1s' },
    );
  });

  after(() => stage?.stop());

  it('never send more than five chart calls in a minute, by the ledger of RevenueCat', () => {
    assert.equal(records.length, DEVELOPERS);
    for (const { calls } of records) {
      assert.ok(calls.length >= 2 * ACCOUNTS_EACH * CALLS_PER_RUN, `${calls.length} calls`);
      assert.ok(mostWithin(calls, MINUTE) <= LIMIT, `${mostWithin(calls, MINUTE)} in a minute`);
      assert.deepEqual(new Set(calls.map(({ status }) => status)), new Set([200]));
    }
    // Else it was the machine that kept them below.
    assert.equal(Math.max(...records.map(({ calls }) => mostWithin(calls, MINUTE))), LIMIT);
  });

  it('are told the stretched interval', async () => {
    await eventually(
      async () => {
        const rows = await stage.owner.prisma.revenuecat_accounts.findMany();
        const told = rows.map(({ sync_interval_seconds: seconds }) => seconds);
        assert.deepEqual(new Set(told), new Set([Math.round(INTERVAL / 1_000)]));
      },
      // Whose last run began before all were connected was told of fewer siblings.
      { within: '2m', every: '1s' },
    );
  });

  it('keep all accounts fresh: no numbers get older than the stretched interval and two slots', () => {
    // On a machine that is slow beside this clock runs miss their turns; days.test.ts holds the prediction to one slot,
    // on a clock of its own. What the limit lets through in an interval:
    const slot = (INTERVAL / MINUTE) * LIMIT;
    for (const record of records) {
      const ages = agesOf(record);
      assert.ok(ages.length >= ACCOUNTS_EACH);
      assert.ok(Math.max(...ages) <= 3 * slot, `${slot}; ages in calls: ${sorted(ages)}`);
    }
  });

  it('let no account starve: none is more than two publications behind its siblings', () => {
    for (const record of records) {
      const counts = countsOf(record);
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 2, counts.join(' '));
    }
  });

  it('serve the account with the oldest numbers first', () => {
    for (const record of records) {
      const { kept, broken } = orderOf(record);
      assert.ok(kept + broken >= ACCOUNTS_EACH, `${kept + broken} pairs of runs waited side by side`);
      // Runs take turns call by call, and nothing is kept free for one that is late: so not all, but by far most.
      assert.ok(kept >= 2 * broken, `${kept} in order, ${broken} not`);
    }
  });
});
