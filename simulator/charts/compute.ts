import type { Book } from '../book/book.js';
import { revenueTypes } from '../book/revenue-type.js';
import { startOfDay } from '../clock.js';
import type { ChartContext, ChartDefinition, ObservedPeriod, StatusChart } from './chart.js';
import type { DimensionName } from './facts/dimensions.js';
import type { Facts } from './facts/facts.js';
import { restrict, split } from './facts/parts.js';
import { factsOf } from './facts/sort-out.js';
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
  cells: { value: number | null; incomplete: boolean }[];
  /** Whether the period has begun; summaries leave the others out. */
  begun: boolean;
}

/** Computes a chart from a book. The first segment is always the total; without segments it is the only one. */
export function computeChart(
  chart: ChartDefinition,
  book: Book,
  query: ChartQuery,
  pendingTrialsIncomplete: boolean,
): ChartResult {
  const facts = query.filters.reduce(
    (remaining, { name, values }) => restrict(remaining, name, values),
    factsOf(book.events),
  );
  const { currency, choices } = query;
  const revenueType = revenueTypes.find((type) => type === (choices.revenue_type ?? choices.measure));
  const contextOf = (part: Facts): ChartContext => ({
    ...{ facts: part, choices, pendingTrialsIncomplete, asOf: book.asOf },
    terms: { currency, revenueType: revenueType ?? 'revenue' },
    version: query.realtime ? 'v3' : 'v2',
  });
  if (chart.kind === 'status') return statusNow(chart, contextOf, facts, book.asOf);
  const periods = periodsBetween(query.resolution, query.firstDay, query.lastDay);
  const rowsOf = (part: Facts) => {
    const context = contextOf(part);
    return periods.map((period) => rowOf(chart, context, period));
  };
  const total: ChartSegment = { ...totalSegment, rows: rowsOf(facts) };
  if (!query.segment) return { periods, segments: [total] };
  return { periods, segments: [total, ...segmentsOf(facts, query.segment, query.mostSegments, rowsOf)] };
}

const totalSegment = { id: 'total', displayName: 'Total', role: 'total' } as const;

/** The biggest segments by their first measure; all others together are "Other". */
function segmentsOf(
  facts: Facts,
  dimension: DimensionName,
  most: number,
  rowsOf: (part: Facts) => ChartRow[],
): ChartSegment[] {
  const segments = split(facts, dimension)
    .map(({ value, facts: part }): ChartSegment => ({ ...value, role: 'value', rows: rowsOf(part) }))
    .sort((a, b) => weight(b) - weight(a));
  const rest = segments.slice(most).map(({ id }) => id);
  if (rest.length === 0) return segments;
  const rows = rowsOf(restrict(facts, dimension, rest));
  return [...segments.slice(0, most), { id: 'other', displayName: 'Other', role: 'other', rows }];
}

function weight({ rows }: ChartSegment): number {
  return rows.reduce((sum, { cells: [first] }) => sum + Math.abs(first?.value ?? 0), 0);
}

function rowOf(
  chart: Exclude<ChartDefinition, StatusChart>,
  context: ChartContext,
  { start, end }: ChartPeriod,
): ChartRow {
  const { asOf, version, choices } = context;
  if (start > asOf) {
    // Periods to come are part of an answer, with zeros.
    const cells = chart.measures(choices, version).map(() => ({ value: 0, incomplete: true }));
    return { cells, begun: false };
  }
  const period: ObservedPeriod = { start, end, until: Math.min(end, asOf + 1) };
  if (chart.kind === 'table') return { cells: chart.row(context, period), begun: true };
  const incomplete = end > asOf || (chart.unsettled?.(context, period) ?? false);
  return { cells: chart.point(context, period).map((value) => ({ value, incomplete })), begun: true };
}

/** One moment, today, by state. */
function statusNow(
  chart: StatusChart,
  contextOf: (part: Facts) => ChartContext,
  facts: Facts,
  asOf: number,
): ChartResult {
  const rowsOf = (part: Facts): ChartRow[] => [
    { cells: chart.now(contextOf(part)).map((value) => ({ value, incomplete: true })), begun: true },
  ];
  const today = startOfDay(asOf);
  const states = chart.states(facts).map(({ id, displayName, facts: part }): ChartSegment => {
    return { id, displayName, role: 'value', rows: rowsOf(part) };
  });
  return {
    periods: [{ start: today, end: asOf + 1 }],
    segments: [{ ...totalSegment, rows: rowsOf(facts) }, ...states],
  };
}
