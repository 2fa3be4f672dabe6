import assert from 'node:assert/strict';

import { deformations } from '../../simulator/faults/deform.js';
import type { Body } from './bodies.js';
import { Harness } from './support.js';

describe('simulator: single charts that fail', () => {
  let rc: Harness;
  let project: { id: string; key: string };
  before(async () => {
    rc = await Harness.start({ settings: { limits: { charts_metrics: 1000 } } });
    project = await rc.youngProject();
  });
  after(() => rc.close());

  const fault = (body: Record<string, unknown>) =>
    rc.control('POST', '/faults', { endpoint: 'charts', chart: 'churn', ...body });
  const chart = (name: string, more = '') => {
    const range = 'start_date=2026-09-01&end_date=2026-10-31&resolution=month';
    return rc.rest(`/v2/projects/${project.id}/charts/${name}?${range}${more}`, project.key);
  };

  for (const [status, type, retryable] of [
    [400, 'parameter_error', false],
    [403, 'authorization_error', false],
    [404, 'resource_missing', false],
    [429, 'rate_limit_error', true],
    [500, 'server_error', true],
  ] as const) {
    it(`refuses one with ${status} in RevenueCat's words, and draws the others`, async () => {
      await fault({ kind: 'error', status });
      assert.equal((await chart('actives')).status, 200);
      const { body, ...answer } = await chart('churn');
      assert.deepEqual([answer.status, body.type, body.retryable], [status, type, retryable]);
      assert.equal((await chart('churn')).status, 200);
    });
  }

  it('breaks one in transport: cut, garbled, slow, or limited', async () => {
    await fault({ kind: 'drop_before' });
    await assert.rejects(chart('churn'));
    await fault({ kind: 'garbled_after' });
    const garbled = await chart('churn');
    assert.throws(() => JSON.parse(garbled.text) as unknown, SyntaxError);
    await fault({ kind: 'slow', milliseconds: 20 });
    assert.equal((await chart('churn')).status, 200);
    await fault({ kind: 'rate_limit', retry_after_seconds: 3 });
    assert.equal((await chart('churn')).headers.get('Retry-After'), '3');
  });

  it('refuses the options of one chart, and not its data', async () => {
    await fault({ endpoint: 'chart_options', kind: 'error', status: 503 });
    const options = () => rc.rest(`/v2/projects/${project.id}/charts/churn/options`, project.key);
    assert.equal((await chart('churn')).status, 200);
    assert.equal((await options()).status, 503);
    assert.equal((await options()).status, 200);
  });

  const looks: Record<(typeof deformations)[number], (body: Body, whole: Body) => void> = {
    columns: (body) => assert.ok(Array.isArray(body.values[0]) && body.measures === null),
    text_values: (body) => assert.equal(typeof body.values[0]?.value, 'string'),
    no_values: (body) => assert.ok(!('values' in body)),
    no_measures: (body) => assert.ok(!('measures' in body)),
    renamed_measures: (body) => assert.equal(body.measures?.[0]?.display_name, 'Series 1'),
    reversed_measures(body, whole) {
      assert.equal(body.measures?.[0]?.display_name, 'Churn Rate');
      const rates = (of: Body, measure: number) =>
        of.values.filter((point) => point.measure === measure).map(({ value }) => value);
      assert.deepEqual(rates(body, 0), rates(whole, 2));
    },
    segment_refused(body, whole) {
      assert.equal(body.segments, null);
      assert.ok(body.values.length < whole.values.length);
    },
    milliseconds: (body, whole) =>
      assert.equal(body.values[0]?.cohort, (whole.values[0]?.cohort ?? 0) * 1000),
  };
  for (const how of deformations) {
    it(`answers one in another form: ${how}`, async () => {
      const more = how === 'segment_refused' ? '&segment=product_id' : '';
      const whole = (await chart('churn', more)).body;
      await fault({ kind: 'deform', how });
      looks[how]((await chart('churn', more)).body, whole);
      assert.deepEqual((await chart('churn', more)).body, whole);
    });
  }
});
