import type { ChartDefinition, Measure } from './chart.js';
import type { ChartResult, ChartSegment } from './compute.js';
import type { ChartQuery } from './query.js';
import { summaryOf } from './summary.js';

/** Writes a computed chart the way RevenueCat does ("Charts & Metrics", `ChartData`): v3 points, or v2 columns. */
export function chartAnswer(
  chart: ChartDefinition,
  query: ChartQuery,
  result: ChartResult,
  segmentIds: boolean,
) {
  const measures = chart.measures(query.choices, query.realtime ? 'v3' : 'v2');
  const [total] = result.segments;
  return {
    object: 'chart_data',
    category: chart.category,
    display_type: 'default',
    display_name: chart.displayName,
    description: chart.description,
    documentation_link: `dashboard-and-metrics/charts/${chart.page}`,
    last_computed_at: null,
    // Documented as milliseconds, answered in seconds.
    start_date: seconds(result.periods.at(0)?.start ?? query.firstDay),
    end_date: seconds(result.periods.at(-1)?.start ?? query.lastDay),
    resolution: query.resolution,
    yaxis: axisUnit(measures),
    yaxis_currency: query.currency,
    filtering_allowed: true,
    segmenting_allowed: chart.segments.length > 0,
    summary: total && chart.kind !== 'table' ? summaryOf(measures, total.rows, query.aggregates) : null,
    user_selectors: query.choices,
    unsupported_params: !query.realtime && query.segment ? { filters: [], segment: query.segment } : null,
    ...(query.realtime
      ? pointShape(chart, query, measures, result, segmentIds)
      : columnShape(query, measures, result)),
  };
}

/** A chart is drawn in the unit of what it is about: a rate, else money, else a number. */
function axisUnit(measures: Measure[]): Measure['unit'] {
  return (['%', '$'] as const).find((unit) => measures.some((measure) => measure.unit === unit)) ?? '#';
}

/** v3: one object per segment, period and measure; tables name the age instead of a measure. */
function pointShape(
  chart: ChartDefinition,
  query: ChartQuery,
  measures: Measure[],
  { periods, segments }: ChartResult,
  segmentIds: boolean,
) {
  const segmented = query.segment !== null || chart.kind === 'status';
  const column = chart.kind === 'table' ? 'period' : 'measure';
  const values = segments.flatMap(({ rows }, segment) =>
    rows.flatMap(({ cells }, index) => {
      const cohort = seconds(periods[index]?.start ?? 0);
      return cells.map(({ value, incomplete }, place) => ({
        cohort,
        [column]: place,
        ...(segmented && { segment }),
        value,
        incomplete,
      }));
    }),
  );
  const described = measures.map(describeMeasure);
  return {
    ...(chart.kind === 'table' ? { measures: null, periods: described } : { measures: described }),
    segments: segmented
      ? segments.map((segment, place) => describe(chart, segment, place, segmentIds))
      : null,
    segments_limit: query.segment ? query.mostSegments : null,
    values: query.aggregates ? [] : values,
  };
}

/** v2: one array per period, time first, and `segments` naming the columns. */
function columnShape(query: ChartQuery, measures: Measure[], { periods, segments: [total] }: ChartResult) {
  const values = periods.map(({ start }, index) => [
    seconds(start),
    ...(total?.rows[index]?.cells.map(({ value }) => value) ?? []),
  ]);
  return {
    measures: null,
    segments: measures.map(describeMeasure),
    segments_limit: null,
    values: query.aggregates ? [] : values,
  };
}

function describeMeasure({ displayName, description, unit, decimalPrecision }: Measure) {
  return {
    display_name: displayName,
    description,
    unit,
    decimal_precision: decimalPrecision,
    chartable: true,
    tabulable: true,
  };
}

function describe(
  chart: ChartDefinition,
  { id, displayName, role }: ChartSegment,
  place: number,
  withId: boolean,
) {
  // Seen at RevenueCat: a real segment of this one chart claims to be a total.
  const mistaken = chart.kind === 'status' && place === 1;
  return {
    ...(withId && role === 'value' && { id }),
    display_name: displayName,
    is_total: role === 'total' || mistaken,
    ...(role === 'other' && { is_other: true }),
    chartable: role !== 'total',
  };
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
