import { Router } from 'express';

import { chartAnswer } from '../charts/answer.js';
import type { ChartDefinition } from '../charts/chart.js';
import { computeChart } from '../charts/compute.js';
import { chartOptions } from '../charts/options.js';
import { readChartQuery, readCurrency } from '../charts/query.js';
import { charts } from '../charts/registry.js';
import { json } from '../http/answer.js';
import type { Parts } from '../parts.js';
import { RestError } from './errors.js';
import { overview } from './overview.js';
import { restRoute } from './route.js';

/** Overview and charts ("REST v2", domain `charts_metrics`). */
export function metricsRoutes(parts: Parts): Router {
  const router = Router();
  const domain = 'charts_metrics';

  router.get(
    '/projects/:project_id/metrics/overview',
    restRoute(parts, {
      ...{ endpoint: 'overview', domain, scope: 'charts_metrics:overview:read' },
      handle(call) {
        const book = parts.books.book(call.project());
        return json(200, overview(book, readCurrency(call.params.get('currency') ?? undefined)));
      },
    }),
  );

  router.get(
    '/projects/:project_id/charts/:chart_name',
    restRoute(parts, {
      ...{ endpoint: 'charts', domain, scope: 'charts_metrics:charts:read' },
      handle(call) {
        const project = call.project();
        const chart = chartNamed(call.req.params['chart_name']);
        const query = readChartQuery(chart, call.params, parts.clock());
        const { segmentIds, pendingTrialsIncomplete } = parts.store.state.settings;
        const result = computeChart(chart, parts.books.book(project), query, pendingTrialsIncomplete);
        return json(200, chartAnswer(chart, query, result, segmentIds));
      },
    }),
  );

  router.get(
    '/projects/:project_id/charts/:chart_name/options',
    restRoute(parts, {
      ...{ endpoint: 'chart_options', domain, scope: 'charts_metrics:charts:read' },
      handle(call) {
        const project = call.project();
        return json(200, chartOptions(chartNamed(call.req.params['chart_name']), parts.books.book(project)));
      },
    }),
  );

  return router;
}

function chartNamed(name: unknown): ChartDefinition {
  const chart = charts.get(String(name));
  if (chart) return chart;
  const known = [...charts.keys()].map((valid) => `'${valid}'`).join(', ');
  throw new RestError('parameter_error', `'${String(name)}' is not one of [${known}]`, 'chart_name');
}
