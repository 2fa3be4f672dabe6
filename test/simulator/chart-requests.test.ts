import assert from 'node:assert/strict';

import type { Book } from '../../simulator/book/book.js';
import { charts } from '../../simulator/charts/registry.js';
import { DEMO_API_KEY } from '../../simulator/demo.js';
import { ChartStage, september, week } from './chart-stage.js';

describe('simulator: chart requests', () => {
  let stage: ChartStage;
  let book: Book;
  before(async () => {
    stage = await ChartStage.open();
    ({ book } = stage);
  });
  after(() => stage.close());

  it('offers options that it then accepts', async () => {
    const young = await stage.rc.youngProject();
    for (const name of charts.keys()) {
      const chart = `/v2/projects/${young.id}/charts/${name}`;
      const { body } = await stage.rc.rest(`${chart}/options`, young.key);
      assert.equal(body.object, 'chart_options');
      for (const segment of body.segments) {
        const params = new URLSearchParams({ ...september, segment: segment.id });
        assert.equal(
          (await stage.rc.rest(`${chart}?${params.toString()}`, young.key)).status,
          200,
          segment.id,
        );
      }
    }
    const { body } = await stage.rc.rest(
      `/v2/projects/${book.project.id}/charts/revenue/options`,
      DEMO_API_KEY,
    );
    const products = body.filters.find((filter) => filter.id === 'product_id')?.options ?? [];
    assert.deepEqual(
      products.map((product) => product.id),
      book.catalogue.products.map((product) => product.id),
    );
  });

  for (const [name, chart, params, param, message] of [
    ['an unknown chart', 'mrrr', {}, 'chart_name', /actives.*mrr/],
    ['a date that is a number', 'mrr', { start_date: '1746057600' }, 'start_date', /is not a 'date'/],
    ['an end before the start', 'mrr', { ...week, end_date: '2026-10-01' }, 'start_date', /after/],
    ['an unknown currency', 'mrr', { currency: 'XXX' }, 'currency', /XXX/],
    ['an unknown segment', 'mrr', { segment: 'mood' }, 'segment', /Supported segments: product_id/],
    [
      'an unknown filter',
      'mrr',
      { filters: '[{"name":"mood","values":[]}]' },
      'filters',
      /invalid filter: mood/,
    ],
    [
      'an unknown selector',
      'actives',
      { selectors: '{"revenue_type":"revenue"}' },
      'selectors',
      /revenue_type/,
    ],
    ['broken JSON', 'mrr', { selectors: '{' }, 'selectors', /JSON/],
  ] as const) {
    it(`refuses ${name} and says so`, async () => {
      const { status, body } = await stage.ask(chart, params);
      assert.equal(status, 400);
      assert.equal(body.type, 'parameter_error');
      assert.equal(body.param, param);
      assert.match(body.message, message);
    });
  }
});
