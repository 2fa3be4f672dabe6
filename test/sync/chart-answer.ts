import assert from 'node:assert/strict';

import { CHARTS } from '../../activities/sync/charts.js';
import { type Asked, pointsOf, type StagedPoint } from '../../activities/sync/points.js';
import { parseChart } from '../../revenuecat/charts.js';

export const ASKED = { from: '2026-10-14', asOf: '2026-11-22', currency: 'USD' };
export const seconds = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1_000;

/** A v3 answer: for each day the values of its measures in order. */
export function answer(
  measures: readonly (readonly [name: string, unit: string])[],
  days: Readonly<Record<string, readonly (number | null)[]>>,
  more: object = {},
) {
  return {
    measures: measures.map(([display_name, unit]) => ({ display_name, unit })),
    values: Object.entries(days).flatMap(([day, values]) =>
      values.map((value, measure) => ({
        cohort: seconds(day),
        measure,
        value,
        incomplete: day >= ASKED.asOf,
      })),
    ),
    yaxis_currency: 'USD',
    ...more,
  };
}

/** The points of a metric in such an answer, or why there are none. */
export function read(
  metric: string,
  body: object,
  byProduct = false,
  asked: Asked = ASKED,
): StagedPoint[] | string {
  const source = CHARTS.find((one) => one.metric === metric);
  const parsed = parseChart(body);
  assert.ok(source);
  if (parsed.kind === 'unexpected') return parsed.detail;
  const found = pointsOf(source, parsed.chart, asked, byProduct);
  return found.kind === 'ok' ? found.points : found.detail;
}

export const values = (points: StagedPoint[] | string) =>
  typeof points === 'string' ? points : points.map(({ period, value }) => [period, value]);
