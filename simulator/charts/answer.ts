import { Decimal } from 'decimal.js';

import type { Aggregate, ChartDefinition, Measure } from './chart.js';
import type { ChartResult, ChartRow, ChartSegment } from './compute.js';
import type { ChartQuery } from './query.js';

/** Writes a computed chart the way RevenueCat does ("Charts & Metrics", `ChartData`): v3 points, or v2 columns. */
export function chartAnswer(
  chart: ChartDefinition,
  query: ChartQuery,
  result: ChartResult,
  segmentIds: boolean,
) {
  const measures = chart.measures(query.choices);
  const [total] = result.segments;
  return {
    object: 'chart_data',
    category: chart.category,
    display_type: 'default',
    display_name: chart.displayName,
    description: chart.description,
    documentation_link: `dashboard-and-metrics/charts/${chart.name.replaceAll('_', '-')}-chart`,
    last_computed_at: null,
    // Documented as milliseconds, answered in seconds.
    start_date: seconds(result.periods.at(0)?.start ?? query.firstDay),
    end_date: seconds(result.periods.at(-1)?.start ?? query.lastDay),
    resolution: query.resolution,
    yaxis: axisUnit(measures),
    yaxis_currency: query.currency,
    filtering_allowed: true,
    segmenting_allowed: chart.dimensions.length > 0,
    summary: total ? summary(measures, total.rows, query.aggregates) : null,
    user_selectors: query.choices,
    unsupported_params: !query.realtime && query.segment ? { filters: [], segment: query.segment } : null,
    ...(query.realtime
      ? pointShape(query, measures, result, segmentIds)
      : columnShape(query, measures, result)),
  };
}

/** A chart is drawn in the unit of what it is about: a rate, else money, else a number. */
function axisUnit(measures: Measure[]): Measure['unit'] {
  return (['%', '$'] as const).find((unit) => measures.some((measure) => measure.unit === unit)) ?? '#';
}

/** v3: one object per segment, period and measure. */
function pointShape(query: ChartQuery, measures: Measure[], result: ChartResult, segmentIds: boolean) {
  const values = result.segments.flatMap(({ rows }, segment) =>
    rows.flatMap((row, index) =>
      row.values.map((value, measure) => ({
        cohort: seconds(result.periods[index]?.start ?? 0),
        measure,
        ...(query.segment && { segment }),
        value,
        incomplete: row.incomplete,
      })),
    ),
  );
  return {
    measures: measures.map(describeMeasure),
    segments: query.segment ? result.segments.map((segment) => describeSegment(segment, segmentIds)) : null,
    segments_limit: query.segment ? query.mostSegments : null,
    values: query.aggregates ? [] : values,
  };
}

/** v2: one array per period, time first, and `segments` naming the columns. */
function columnShape(query: ChartQuery, measures: Measure[], { periods, segments: [total] }: ChartResult) {
  const values = periods.map(({ start }, index) => [seconds(start), ...(total?.rows[index]?.values ?? [])]);
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

function describeSegment({ id, displayName, role }: ChartSegment, withId: boolean) {
  return {
    ...(withId && role === 'value' && { id }),
    display_name: displayName,
    is_total: role === 'total',
    ...(role === 'other' && { is_other: true }),
    chartable: role !== 'total',
  };
}

/** Aggregates over all periods that have begun, by measure name. */
function summary(measures: Measure[], rows: ChartRow[], wanted: Aggregate[] | null) {
  const names = wanted ?? (['average', 'total'] as const);
  const result: Partial<Record<Aggregate, Record<string, number>>> = {};
  for (const name of names) {
    const entries = measures.flatMap((measure, index) => {
      if (!measure.summary.includes(name)) return [];
      const values = rows
        .filter(({ begun }) => begun)
        .flatMap(({ values: { [index]: value } }) => (typeof value === 'number' ? value : []));
      const total = values.reduce((sum, value) => sum.plus(value), new Decimal(0));
      const average = values.length === 0 ? total : total.div(values.length);
      return [[measure.displayName, (name === 'total' ? total : average).toDecimalPlaces(6).toNumber()]];
    });
    if (entries.length > 0) result[name] = Object.fromEntries(entries) as Record<string, number>;
  }
  return result;
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
