import assert from 'node:assert/strict';

import { CALLS_PER_RUN, intervalFor } from '../../activities/budget/interval.js';
import type { account } from '../../workflows/account.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import { syncNowUpdate } from '../../workflows/messages.js';
import { eventually } from '../support/eventually.js';
import { agesOf, countsOf, type DeveloperRecord, mostWithin, recordsOf, roundOf } from './record.js';
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
const inMinutes = (lengths: readonly number[]) =>
  lengths
    .map((length) => Math.round(length / MINUTE))
    .sort((a, b) => a - b)
    .join(' ');

/** An hour passes in a minute and a half. What is judged is what RevenueCat and Postgres wrote down. */
describe('three developers with 15 accounts each, at 5 chart calls a minute', function () {
  this.timeout(420_000);
  let stage: FleetStage;
  let since = 0;
  let records: DeveloperRecord[];
  /** Runs that somebody asked for, one for each developer. */
  let wanted: string[];

  before(async () => {
    stage = await startFleetStage();
    await untilPublished(() => true);
    since = await stage.limit();
    // By then more runs are due than the limit has room for.
    await untilPublished((counts) => counts.filter((count) => count > 0).length >= ACCOUNTS_EACH / 3);
    wanted = await Promise.all((await recordsOf(stage, since)).map(askForSync));
    await untilPublished((counts) => counts.every((count) => count > 0));
    records = await recordsOf(stage, since);
  });

  after(() => stage?.stop());

  /** @param enough told how often each account of a developer has published since the limit. */
  async function untilPublished(enough: (counts: number[]) => boolean): Promise<void> {
    await eventually(
      async () => {
        const found = await recordsOf(stage, since);
        assert.ok(found.every((record) => countsOf(record).every((count) => count > 0)));
        assert.ok(found.every((record) => enough(countsOf(record, since))));
      },
      { within: '180s', every: '500ms' },
    );
  }

  /** Of the account whose numbers are the newest: only that somebody asked brings it forward. */
  async function askForSync({ publications }: DeveloperRecord): Promise<string> {
    const accountId = publications.at(-1)?.accountId ?? '';
    const handle = stage.temporal.workflow.getHandle<typeof account>(accountWorkflowId(accountId));
    const answer = await handle.executeUpdate(syncNowUpdate);
    assert.ok(answer.accepted);
    return answer.runId;
  }

  it('never send more than five chart calls in a minute, by the ledger of RevenueCat', () => {
    assert.equal(records.length, DEVELOPERS);
    for (const { calls } of records) {
      assert.ok(calls.length >= ACCOUNTS_EACH * CALLS_PER_RUN, `${calls.length} calls`);
      assert.equal(mostWithin(calls, MINUTE), LIMIT);
      assert.deepEqual(new Set(calls.map(({ status }) => status)), new Set([200]));
    }
  });

  it('are told the stretched interval', async () => {
    const rows = await stage.owner.prisma.revenuecat_accounts.findMany();
    const told = new Set(rows.map(({ sync_interval_seconds: seconds }) => seconds));
    assert.deepEqual(told, new Set([INTERVAL / 1_000]));
  });

  it('keep all accounts as fresh as the stretched interval predicts, within a slot', () => {
    for (const record of records) {
      // On a machine that is too slow for the limit, a round takes as long as its calls take.
      const slot = Math.max(INTERVAL, roundOf(record, CALLS_PER_RUN));
      const ages = agesOf(record);
      assert.ok(ages.length >= ACCOUNTS_EACH);
      console.log(inMinutes([slot, roundOf(record, CALLS_PER_RUN)]), '|', inMinutes(ages));
      assert.ok(Math.max(...ages) <= 2 * slot, `${inMinutes([slot])}; ages: ${inMinutes(ages)}`);
    }
  });

  it('let no account starve: none is more than a slot behind its siblings', () => {
    for (const record of records) {
      const counts = countsOf(record, since);
      console.log(counts.join(' '));
      // The one that was asked for has one more.
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 2, counts.join(' '));
    }
  });

  it('have a sync that somebody asks for done before those that wait', () => {
    for (const { calls, publications } of records) {
      const run = publications.find(({ runId }) => wanted.includes(runId));
      assert.ok(run);
      const meanwhile = calls.filter(({ at }) => at >= run.begunAt && at <= run.at);
      const own = meanwhile.filter(({ accountId }) => accountId === run.accountId).length;
      console.log(own, meanwhile.length, inMinutes([run.at - run.begunAt]));
      assert.ok(own >= meanwhile.length / 2, `${own} of ${meanwhile.length}`);
    }
  });

  it('have the account with the oldest numbers done first', () => {
    for (const { publications } of records) {
      let inorder = 0;
      let out = 0;
      const runs = publications.filter(({ kind, at }) => kind === 'scheduled' && at >= since);
      const before = (run: (typeof runs)[number]) =>
        publications.filter(({ accountId, at }) => accountId === run.accountId && at < run.begunAt).at(-1)
          ?.at ?? 0;
      for (const a of runs)
        for (const b of runs)
          if (before(a) < before(b) && a.begunAt < b.begunAt && b.begunAt < a.at)
            a.at < b.at ? (inorder += 1) : (out += 1);
      console.log(inorder, out);
    }
  });
});
