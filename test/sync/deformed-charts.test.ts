import assert from 'node:assert/strict';

import { CHARTS } from '../../activities/sync/charts.js';
import type { Summary, SummaryTile } from '../../api/revenue/summary-schema.js';
import { type Deformation, deformations } from '../../simulator/faults/deform.js';
import { expectedRows } from '../numbers/expected-rows.js';
import { assertSame } from '../numbers/facts.js';
import { runOf, type RunSaid } from '../numbers/runs.js';
import { type Account, NumbersStage } from '../numbers/stage.js';
import { factsOf, type PointRow, storedRows, withoutZeros } from '../numbers/stored.js';

/** Within what every sync reads again. */
const CREATED = '2032-02-10';
const HOUR = 3_600_000;
/** Names of fields, and what is wrong with them; never what they hold. */
const EVIDENCE: Readonly<Partial<Record<Deformation, RegExp>>> = {
  columns: /^segments: none$/,
  text_values: /^values\.0\.value: invalid_type$/,
  no_values: /^values: invalid_(union|type)$/,
  no_measures: /^measures: none for new_subscribers$/,
  segment_refused: /^unsupported_params\.segment$/,
};
/** A metric by its chart, whole or divided by product. */
const METRICS = CHARTS.flatMap(({ metric, chart, byProduct }) =>
  [metric, ...(byProduct ? [`${metric}_by_product`] : [])].map((name) => ({ name, chart })),
);

/** What no reader can make numbers of: all else is read in whatever form it comes. */
function isUnreadable(metric: string, how: Deformation): boolean {
  switch (how) {
    case 'text_values':
    case 'no_values':
      return true;
    case 'no_measures':
      // The total is told from its parts by name alone.
      return metric === 'new_subscribers';
    case 'columns':
    case 'segment_refused':
      return metric.endsWith('_by_product');
    case 'renamed_measures':
    case 'reversed_measures':
    case 'milliseconds':
      return false;
  }
}

const metricOf = ({ metric, product_id }: PointRow) => (product_id === '' ? metric : `${metric}_by_product`);

/** What new subscribers consist of goes by RevenueCat's own names, also where these are names that nobody knows. */
function nameless(row: PointRow): PointRow {
  return row.metric === 'new_subscribers' ? { ...row, parts: null } : row;
}

/** Every chart of a sync in every form that the simulator knows, several at a time. */
describe('a chart that RevenueCat answers in another form', function () {
  this.timeout(240_000);
  let stage: NumbersStage;
  let account: Account;
  let now = Date.parse('2032-03-14T12:00:00Z');

  before(async () => {
    stage = await NumbersStage.start(new Date(now).toISOString(), 'EUR');
    account = await stage.connect({
      ...{ seed: 'lima', stores: ['app_store', 'stripe'], createdAt: `${CREATED}T00:00:00Z`, by: 'api_key' },
    });
    await stage.synced(account);
  });
  after(() => stage?.stop());
  afterEach(() => stage.revenueCat.ask('DELETE', '/faults'));

  const expected = () => expectedRows(stage.ledger(account, 'EUR'), CREATED);
  const stored = async () => withoutZeros(await storedRows(stage.stack, account.id));
  const tiles = async () => (await stage.revenue<Summary>('summary')).tiles;
  const fault = (chart: string, more: object) =>
    stage.revenueCat.ask('POST', '/faults', { endpoint: 'charts', chart, times: null, ...more });

  /** Business goes on for some hours, so that numbers that are read are other numbers. */
  function later(hours: number): void {
    now += hours * HOUR;
    stage.clocks.set(new Date(now).toISOString());
  }

  /** A run whose failed charts are these: they cost their own metrics, and nothing of these is touched. */
  async function assertCosts(failed: ReadonlySet<string>, run: () => Promise<RunSaid>): Promise<RunSaid> {
    const [rowsBefore, tilesBefore] = [await stored(), await tiles()];
    const said = await run();
    const unread = said.metrics.flatMap(({ metric, status }) => (status === 'ok' ? [] : [metric]));
    assert.deepEqual(unread.sort(), [...failed].sort());
    assert.equal(said.status, 'partial');
    const isOld = (row: PointRow) => failed.has(metricOf(row));
    const due = [...rowsBefore.filter(isOld), ...expected().filter((row) => !isOld(row))];
    const facts = (rows: readonly PointRow[]) => factsOf(rows.map(nameless));
    assertSame(facts(await stored()), facts(due), 'stored');
    const hasFailed = ({ metric }: SummaryTile) =>
      failed.has(metric.replace(/^arr$/, 'mrr').replace(/_\d+d$/, ''));
    const tilesNow = await tiles();
    assert.deepEqual(tilesNow.filter(hasFailed), tilesBefore.filter(hasFailed), 'the last good numbers stay');
    for (const tile of tilesNow) {
      const old = hasFailed(tile) && tile.by_account.length > 0 ? [account.id] : [];
      assert.deepEqual(
        tile.stale.map(({ account_id }) => account_id),
        old,
        tile.metric,
      );
    }
    return said;
  }

  /** The next run in which nothing is wrong brings all of it. */
  async function assertHeals(): Promise<void> {
    await stage.revenueCat.ask('DELETE', '/faults');
    await stage.sync(account);
    assertSame(factsOf(await stored()), factsOf(expected()), 'healed');
    const { health } = await stage.read<{ health: { status: string } }>(`/accounts/${account.id}`);
    assert.equal(health.status, 'healthy');
  }

  for (const [turn] of deformations.entries()) {
    it(`is read all the same, or costs its own metric and no other (${turn + 1} of ${deformations.length})`, async () => {
      const forms = new Map<string, Deformation>();
      for (const [place, { chart }] of CHARTS.entries()) {
        const how = deformations[(place + turn) % deformations.length] ?? assert.fail();
        forms.set(chart, how);
        await fault(chart, { kind: 'deform', how });
      }
      const failed = METRICS.filter(({ name, chart }) =>
        isUnreadable(name, forms.get(chart) ?? assert.fail()),
      );
      later(3);
      const { metrics } = await assertCosts(new Set(failed.map(({ name }) => name)), () =>
        runOf(stage, account),
      );
      for (const { metric, status, detail } of metrics.filter((one) => one.status !== 'ok')) {
        assert.equal(status, 'unexpected', metric);
        const { chart } = METRICS.find(({ name }) => name === metric) ?? assert.fail(metric);
        const evidence = EVIDENCE[forms.get(chart) ?? assert.fail(chart)];
        assert.match(detail ?? '', evidence ?? assert.fail(metric), metric);
      }
      await assertHeals();
    });
  }

  it('or not at all, as one that is forbidden or missing there, costs its own metric and no other', async () => {
    for (const [chart, status] of [
      ['mrr', 404],
      ['churn', 403],
      ['trials', 400],
    ] as const) {
      await fault(chart, { kind: 'error', status });
    }
    later(3);
    const failed = new Set(['mrr', 'churn_rate', 'active_trials']);
    const { metrics } = await assertCosts(failed, () => runOf(stage, account));
    assert.deepEqual(
      metrics.flatMap(({ metric, status, detail }) => (status === 'ok' ? [] : [[metric, status, detail]])),
      [
        ['mrr', 'unavailable', 'resource_missing'],
        ['active_trials', 'unavailable', 'parameter_error'],
        ['churn_rate', 'unavailable', 'authorization_error'],
      ],
    );
    await assertHeals();
  });
});
