import { type Chart, findMeasure } from '../../revenuecat/charts.js';

/** How a metric is read from a chart: RevenueCat's "Charts" pages name the measures. */
interface MetricSource {
  readonly metric: string;
  readonly measure: RegExp;
  readonly unit: '$' | '#' | '%';
  /** Place among the measures, where names and units do not tell. */
  readonly place: number;
}

export interface ChartSource {
  readonly chart: string;
  readonly resolution: 'day' | 'month';
  readonly metrics: readonly MetricSource[];
}

/** Every chart a run fetches, one call each. ARR is not fetched: it is MRR × 12 by RevenueCat's own definition. */
export const CHARTS: readonly ChartSource[] = [
  { chart: 'mrr', resolution: 'day', metrics: [{ metric: 'mrr', measure: /^mrr/i, unit: '$', place: 0 }] },
  {
    chart: 'actives',
    resolution: 'day',
    metrics: [
      { metric: 'active_subscriptions', measure: /^(active subscriptions|actives)/i, unit: '#', place: 0 },
    ],
  },
  {
    chart: 'revenue',
    resolution: 'day',
    metrics: [{ metric: 'revenue', measure: /^(revenue|proceeds)/i, unit: '$', place: 0 }],
  },
];

/** One number on its way into `metric_points`. Values as decimal text, so that nothing is rounded on the way. */
export interface StagedPoint {
  readonly metric: string;
  readonly product_id: string;
  readonly resolution: string;
  readonly period: string;
  /** '' for counts and rates. */
  readonly currency: string;
  readonly value: string;
  readonly complete: boolean;
}

export type PointsOutcome =
  | { readonly kind: 'ok'; readonly points: StagedPoint[] }
  | { readonly kind: 'unexpected'; readonly detail: string };

/**
 * The points of a chart's metrics within the days asked for.
 * Future periods, which RevenueCat sends with value 0, are dropped; the running one is kept and flagged.
 *
 * @param asOf last UTC day; periods that begin later are in the future.
 */
export function pointsOf(
  source: ChartSource,
  chart: Chart,
  asked: { readonly from: string; readonly asOf: string; readonly currency: string },
): PointsOutcome {
  // By place in the table: should an answer name a period twice, the last one counts.
  const points = new Map<string, StagedPoint>();
  for (const { metric, measure, unit, place } of source.metrics) {
    const index = findMeasure(chart, measure, unit, place);
    if (index === null) return { kind: 'unexpected', detail: `measures: none for ${metric}` };
    if (unit === '$' && chart.currency !== null && chart.currency !== asked.currency) {
      return { kind: 'unexpected', detail: `yaxis_currency: not ${asked.currency}` };
    }
    for (const point of chart.points) {
      if (point.measure !== index || point.segment !== null || point.value === null) continue;
      if (point.period < asked.from || point.period > asked.asOf) continue;
      points.set(`${metric} ${point.period}`, {
        metric,
        product_id: '',
        resolution: source.resolution,
        period: point.period,
        currency: unit === '$' ? asked.currency : '',
        value: String(point.value),
        // v2 charts do not flag periods: there the running day is the incomplete one.
        complete: point.incomplete === null ? point.period < asked.asOf : !point.incomplete,
      });
    }
  }
  return { kind: 'ok', points: [...points.values()] };
}
