import assert from 'node:assert/strict';

import { answerProducts } from '../../api/revenue/products-route.js';
import { seriesQuery } from '../../api/revenue/revenue-query.js';
import { answerSeries } from '../../api/revenue/series-route.js';
import { answerSummary } from '../../api/revenue/summary-route.js';
import { eventually } from '../support/eventually.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';
import { Rows } from './rows.js';

const NOON = new Date('2026-11-22T12:00:00Z');
const YESTERDAY = '2026-11-21';

describe('an answer that is read while a run publishes', () => {
  let own: OwnDatabase;
  let rows: Rows;
  before(async () => {
    own = await openOwnDatabase();
    rows = Rows.over(own.owner.pool);
    await rows.project('prj_1');
    await rows.account('prj_1', 'acc_1', { publishedAt: new Date('2026-11-22T11:00:00Z') });
    for (const product of ['', 'prod_a']) {
      const point = { metric: 'revenue', end: YESTERDAY, values: ['5'], product };
      await rows.points('prj_1', 'acc_1', point);
    }
    await rows.run('prj_1', 'acc_1', '2026-11-22');
  });
  after(() => own?.close());

  /** Holds the points back until somebody waits for them, and publishes twice as much in between. */
  async function whilePublishing<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const publisher = await own.owner.pool.connect();
    try {
      await publisher.query('begin');
      await publisher.query('lock table metric_points in access exclusive mode');
      const asked = ask();
      await eventually(async () => {
        const { rows: waiting } = await own.owner.pool.query(
          "select from pg_locks where not granted and relation = 'metric_points'::regclass",
        );
        assert.equal(waiting.length, 1);
      });
      await publisher.query('update metric_points set value = value * 2');
      await publisher.query('update revenuecat_accounts set last_published_at = now()');
      await publisher.query('commit');
      return await asked;
    } finally {
      publisher.release();
    }
  }

  const query = { metric: 'revenue', from: YESTERDAY, to: YESTERDAY };
  const series = (asked: object) =>
    answerSeries(own.api.pool, { projectId: 'prj_1', query: seriesQuery.parse(asked), format: 'json' }, NOON);
  const about = { projectId: 'prj_1', accounts: null };
  const page = { days: 28, limit: 50, cursor: undefined };

  for (const [what, ask] of [
    ['the summary', () => answerSummary(own.api.pool, about, NOON)],
    ['a series', () => series(query)],
    ["a product's series", () => series({ ...query, product: 'prod_a' })],
    ['the products', () => answerProducts(own.api.pool, { ...about, page }, NOON)],
  ] as const) {
    it(`is all from before it: ${what}`, async () => {
      const before = await ask();
      assert.deepEqual(await whilePublishing(ask), before);
      assert.notDeepEqual(await ask(), before);
    });
  }
});
