import type { Book, BookFacts } from '../book/book.js';
import { type DimensionName, restrict, split } from '../book/dimensions.js';
import { revenueTypes } from '../book/measures/revenue.js';
import type { ChartContext, ChartDefinition } from './chart.js';
import { type ChartPeriod, periodsBetween } from './periods.js';
import type { ChartQuery } from './query.js';

/** A computed chart: per segment and period one row with a value for each measure. */
export interface ChartResult {
  periods: ChartPeriod[];
  segments: ChartSegment[];
}

export interface ChartSegment {
  id: string;
  displayName: string;
  role: 'total' | 'value' | 'other';
  rows: ChartRow[];
}

export interface ChartRow {
  values: (number | null)[];
  incomplete: boolean;
  /** Whether the period has begun; summaries leave the others out. */
  begun: boolean;
}

/** Computes a chart from a book. The first segment is always the total; without `segment` it is the only one. */
export function computeChart(chart: ChartDefinition, book: Book, query: ChartQuery): ChartResult {
  const periods = periodsBetween(query.resolution, query.firstDay, query.lastDay);
  const facts = query.filters.reduce(
    (remaining, { name, values }) => restrict(remaining, name, new Set(values)),
    book.facts,
  );
  const rowsOf = (part: BookFacts) => computeRows(chart, part, book.asOf, query, periods);
  const total: ChartSegment = { id: 'total', displayName: 'Total', role: 'total', rows: rowsOf(facts) };
  if (!query.segment) return { periods, segments: [total] };
  return { periods, segments: [total, ...segmentsOf(facts, query.segment, query.mostSegments, rowsOf)] };
}

/** The biggest segments by their first measure; all others together are "Other". */
function segmentsOf(
  facts: BookFacts,
  dimension: DimensionName,
  most: number,
  rowsOf: (part: BookFacts) => ChartRow[],
): ChartSegment[] {
  const segments = split(facts, dimension)
    .map(({ value, facts: part }): ChartSegment => ({ ...value, role: 'value', rows: rowsOf(part) }))
    .sort((a, b) => weight(b) - weight(a));
  const rest = segments.slice(most);
  if (rest.length === 0) return segments;
  const others = restrict(facts, dimension, new Set(rest.map(({ id }) => id)));
  return [
    ...segments.slice(0, most),
    { id: 'other', displayName: 'Other', role: 'other', rows: rowsOf(others) },
  ];
}

function weight({ rows }: ChartSegment): number {
  return rows.reduce((sum, { values: [first] }) => sum + Math.abs(first ?? 0), 0);
}

function computeRows(
  chart: ChartDefinition,
  facts: BookFacts,
  asOf: number,
  query: ChartQuery,
  periods: readonly ChartPeriod[],
): ChartRow[] {
  const context: ChartContext = {
    ...{ facts, asOf, currency: query.currency, choices: query.choices },
    revenueType: revenueTypes.find((type) => type === query.choices.revenue_type) ?? 'revenue',
  };
  const measures = chart.measures(query.choices);
  return periods.map(({ start, end }) => {
    // Periods to come are part of an answer, with zeros.
    if (start > asOf) return { values: measures.map(() => 0), incomplete: true, begun: false };
    const period = { start, end, until: Math.min(end, asOf + 1) };
    const incomplete = end > asOf || (chart.unsettled?.(context, period) ?? false);
    return { values: chart.point(context, period), incomplete, begun: true };
  });
}
