import assert from 'node:assert/strict';

import { eventually } from '../support/eventually.js';
import { answer, UNAUTHORIZED, WRONG_QUESTION } from './answers.js';
import { type HealthStage, startHealthStage } from './stage.js';
import type { Spent, WatchedAccount } from './watched-account.js';

const UNREADABLE = answer(200, { object: 'chart' });
const NO_ANSWER = /has not answered since .* nothing for you to do/;
const NOT_READ = /in a form we cannot read.* nothing for you to do/;

/** The table of causes under which syncs are tried: what every chart answers, and after how many runs it is a cause. */
const ROWS = [
  ...[
    { when: 'every chart answers 503', fault: { kind: 'error', status: 503 }, run: 'failed transient' },
    {
      when: 'every chart answers with a page of HTML',
      ...{ fault: { kind: 'garbled_after', body: 'html' }, run: 'failed transient' },
    },
    { when: 'every connection breaks', fault: { kind: 'drop_before' }, run: 'failed transient' },
    {
      when: 'tokens fresh from a refresh are refused',
      ...{ fault: answer(401, UNAUTHORIZED), run: 'failed unauthorized' },
    },
  ].map((row) => ({ cause: 'provider_unavailable' as const, runs: 2, message: NO_ANSWER, ...row })),
  ...[
    { when: 'no answer can be read', fault: UNREADABLE, run: 'failed unexpected' },
    { when: 'every question is refused', fault: answer(400, WRONG_QUESTION), run: 'failed refused' },
  ].map((row) => ({ cause: 'unexpected_response' as const, runs: 1, message: NOT_READ, ...row })),
];
type Row = (typeof ROWS)[number];

describe('An account that RevenueCat does not answer as it should', function () {
  this.timeout(90_000);
  let stage: HealthStage;
  const accounts = new Map<Row, WatchedAccount>();
  const of = (row: Row): WatchedAccount => {
    const account = accounts.get(row);
    assert.ok(account);
    return account;
  };

  before(async () => {
    stage = await startHealthStage();
    await Promise.all(ROWS.map(async (row) => accounts.set(row, await stage.account())));
    await Promise.all(ROWS.map((row) => of(row).there.fails({ endpoint: 'charts', ...row.fault })));
  });
  after(() => stage?.stop());

  for (const row of ROWS) {
    const runs = row.runs === 1 ? 'one run' : 'two slots';
    it(`is unhealthy after ${runs} without a number with ${row.cause}, when ${row.when}`, async () => {
      const account = of(row);
      await account.becomes(row.cause);
      const { health, next_sync_at } = await account.view();
      assert.match(health.message ?? '', row.message);
      assert.equal(health.action, null);
      assert.notEqual(next_sync_at, null);
      const edge = await stage.owner.prisma.timeline_entries.findFirstOrThrow({
        where: { account_id: account.id, kind: 'unhealthy' },
      });
      const finished = await stage.owner.prisma.sync_runs.count({
        where: { account_id: account.id, status: 'failed', finished_at: { lte: edge.at } },
      });
      assert.equal(finished, row.runs);
    });
  }

  describe('is tried at its slots all the same', () => {
    let before: Map<Row, Spent>;
    for (const row of ROWS) {
      it(`under ${row.cause}, when ${row.when}`, async () => {
        before ??= new Map(
          await Promise.all(ROWS.map(async (each): Promise<[Row, Spent]> => [each, await of(each).spent()])),
        );
        await eventually(
          async () => {
            const { steps, slots } = await of(row).spent();
            assert.ok(steps > (before.get(row)?.steps ?? 0));
            assert.equal(slots, 0);
          },
          { within: '20s' },
        );
        assert.ok((await of(row).slots()).includes(row.run));
      });
    }
  });

  describe('is healthy with the first number', () => {
    let mended: Promise<unknown> | undefined;
    for (const row of ROWS) {
      it(`after ${row.cause}, when ${row.when}`, async () => {
        mended ??= Promise.all(ROWS.map((each) => of(each).there.mendAll()));
        await mended;
        const account = of(row);
        await account.becomes(null);
        assert.deepEqual(await account.edges(), [`unhealthy ${row.cause}`, `healthy ${row.cause}`]);
        await account.syncs('complete');
        await account.terminate();
      });
    }
  });
});
