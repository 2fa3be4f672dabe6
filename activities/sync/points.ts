import type { Chart } from '../../revenuecat/charts.js';
import type { ChartSource } from './charts.js';
import { readerOf } from './readers.js';

/** One number on its way into `metric_points`. Values as decimal text, so that nothing is rounded on the way. */
export interface StagedPoint {
  readonly metric: string;
  /** '' for the total; else what RevenueCat calls the segment, which publishing turns into a product. */
  readonly segment: string;
  readonly segment_id: string | null;
  readonly resolution: string;
  /** The UTC day on which the period begins. */
  readonly period: string;
  /** '' for counts and rates. */
  readonly currency: string;
  /** Null for a rate whose parts say that there was nothing to divide by. */
  readonly value: string | null;
  readonly complete: boolean;
  readonly parts: Readonly<Record<string, string>> | null;
}

export type PointsOutcome =
  | { readonly kind: 'ok'; readonly points: StagedPoint[] }
  | { readonly kind: 'unexpected'; readonly detail: string };

/** What was asked for: first and last UTC day, and the currency. */
export interface Asked {
  readonly from: string;
  readonly asOf: string;
  readonly currency: string;
}

/** The name under which what is left of a division by product is kept. */
export const OTHER = 'Other';

/** The values of one period and segment, by measure. */
interface Cell {
  readonly period: string;
  readonly segment: number | null;
  readonly values: (number | null)[];
  incomplete: boolean | null;
}

/**
 * The points of a chart's metric within the days asked for. Future periods, which RevenueCat sends with value 0, are
 * dropped, also those that have begun by our clock alone; the running one is kept and flagged. A period without a value has
 * no point, unless it is known why: its parts say that there was nothing to divide by.
 */
export function pointsOf(source: ChartSource, chart: Chart, asked: Asked, byProduct = false): PointsOutcome {
  const wrong = wrongPeriods(source, chart);
  if (wrong !== null) return { kind: 'unexpected', detail: wrong };
  const cells = [...cellsOf(chart)];
  const found = readerOf(
    source,
    chart.measures,
    cells.map(({ values }) => values),
  );
  if (found.kind === 'unexpected') return found;
  const { reader } = found;
  if (reader.money && chart.currency !== null && chart.currency !== asked.currency) {
    return { kind: 'unexpected', detail: `yaxis_currency: not ${asked.currency}` };
  }
  if (byProduct && chart.segments === null) return { kind: 'unexpected', detail: 'segments: none' };
  const from = source.resolution === 'month' ? `${asked.from.slice(0, 7)}-01` : asked.from;
  const points: StagedPoint[] = [];
  const running = firstIncomplete(cells);
  const daysAfter = followedDays(source, chart);
  for (const cell of cells) {
    if (cell.period < from || cell.period > asked.asOf || isToCome(cell, running)) continue;
    const segment = cell.segment === null ? null : (chart.segments?.[cell.segment] ?? null);
    if (byProduct !== (segment !== null) || segment?.isTotal) continue;
    const value = reader.value(cell.values);
    const parts = byProduct ? null : reader.parts(cell.values);
    if (value === null && !isOfNothing(parts)) continue;
    points.push({
      metric: source.metric,
      segment: segment === null ? '' : segment.isOther ? OTHER : segment.name,
      segment_id: segment?.isOther ? null : (segment?.id ?? null),
      resolution: source.resolution,
      period: cell.period,
      currency: reader.money ? asked.currency : '',
      value: value?.toFixed() ?? null,
      complete:
        cell.incomplete === null ? isOver(source, cell.period, daysAfter, asked.asOf) : !cell.incomplete,
      parts,
    });
  }
  return { kind: 'ok', points };
}

function isOfNothing(parts: StagedPoint['parts']): boolean {
  const denominator = parts?.['denominator'];
  return denominator !== undefined && Number(denominator) === 0;
}

/** Days taken for months, or weeks for days, would be numbers of another period: which field says so, null if none does. */
function wrongPeriods({ resolution }: ChartSource, chart: Chart): string | null {
  if (chart.resolution !== null && chart.resolution !== resolution) return `resolution: not ${resolution}`;
  const isOff = resolution === 'month' && chart.points.some(({ period }) => !period.endsWith('-01'));
  return isOff ? 'values: a month that does not begin on its first day' : null;
}

/** By place in the table: should an answer name a value twice, the last one counts. */
function cellsOf(chart: Chart): Iterable<Cell> {
  const cells = new Map<string, Cell>();
  for (const { period, segment, measure, value, incomplete } of chart.points) {
    const key = `${period} ${segment}`;
    const cell = cells.get(key) ?? { period, segment, values: [], incomplete };
    cell.values[measure] = value;
    // Incomplete if any of its values is.
    cell.incomplete = cell.incomplete === true ? true : incomplete;
    cells.set(key, cell);
  }
  return cells.values();
}

/** By segment the first period that is not over. */
function firstIncomplete(cells: readonly Cell[]): ReadonlyMap<number | null, string> {
  const first = new Map<number | null, string>();
  for (const { segment, period, incomplete } of cells) {
    if (incomplete === true && period < (first.get(segment) ?? '9999')) first.set(segment, period);
  }
  return first;
}

/**
 * Nothing but zeros after a period that is not over: RevenueCat has not come so far, because the answer is an older one or
 * because its clock is behind ours. It is no fall of MRR to zero.
 */
function isToCome(
  { segment, period, incomplete, values }: Cell,
  running: ReadonlyMap<number | null, string>,
) {
  return incomplete === true && period > (running.get(segment) ?? period) && values.every((value) => !value);
}

/** Those who came on a month's last day are followed for as many days more. */
function followedDays({ follows }: ChartSource, { selectors }: Chart): number {
  if (follows === undefined) return 0;
  const chosen = /^(\d+)_days$/.exec(String(selectors[follows.selector]))?.[1];
  return chosen === undefined ? follows.days : Number(chosen);
}

/** v2 charts do not flag periods: there one is incomplete as long as its days, and those that follow them, go on. */
function isOver({ resolution }: ChartSource, period: string, daysAfter: number, asOf: string): boolean {
  if (resolution === 'day') return period < asOf;
  const from = new Date(period);
  const settled = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1 + daysAfter);
  return settled <= Date.parse(asOf);
}
