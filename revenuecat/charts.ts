import { z } from 'zod';

import { fieldNames } from './lists.js';
import { isMoment } from './moments.js';

/** One value of a chart. `period` is the UTC day on which the period begins. */
export interface ChartPoint {
  readonly period: string;
  /** Index into `measures`. */
  readonly measure: number;
  /** Index into `segments`; null where the chart is not segmented. */
  readonly segment: number | null;
  readonly value: number | null;
  /** Running and future periods; null where the answer does not say (v2). */
  readonly incomplete: boolean | null;
}

export interface ChartMeasure {
  readonly name: string;
  /** `$`, `#` or `%`; `$` is a money mark, not US dollars. */
  readonly unit: string | null;
}

export interface ChartSegment {
  readonly id: string | null;
  readonly name: string;
  /** The sum of all; never one of them. RevenueCat marks it by its name: its flag was seen on a real segment. */
  readonly isTotal: boolean;
  /** What the limit on segments left over. */
  readonly isOther: boolean;
}

export interface Chart {
  readonly version: 'v3' | 'v2';
  /** `day`, `week`, `month`, `quarter` or `year`; null where the answer does not say. */
  readonly resolution: string | null;
  /** ISO 4217; null where the chart holds no money or does not say. */
  readonly currency: string | null;
  /** Milliseconds since 1970. */
  readonly computedAt: number | null;
  /** What RevenueCat chose where nothing was asked for, such as the time-frame of a conversion. */
  readonly selectors: Readonly<Record<string, unknown>>;
  readonly measures: readonly ChartMeasure[];
  readonly segments: readonly ChartSegment[] | null;
  readonly points: readonly ChartPoint[];
}

export type ChartOutcome =
  { readonly kind: 'ok'; readonly chart: Chart } | { readonly kind: 'unexpected'; readonly detail: string };

const measureSchema = z.object({ display_name: z.string(), unit: z.string().nullish() });
const segmentSchema = z.object({
  id: z.string().nullish(),
  display_name: z.string(),
  unit: z.string().nullish(),
  is_other: z.boolean().nullish(),
});
/** The beginning of a period; a day that no chart can have says that something else came. */
const cohort = z.number().refine((at) => isMoment(milliseconds(at)));
const objectPoint = z.object({
  cohort,
  measure: z.number().int().nullish(),
  segment: z.number().int().nullish(),
  value: z.number().nullable(),
  incomplete: z.boolean().nullish(),
});
const arrayPoint = z.tuple([cohort], z.number().nullable());

const chartSchema = z.object({
  values: z.union([z.array(objectPoint), z.array(arrayPoint)]),
  resolution: z.string().nullish(),
  yaxis_currency: z.string().nullish(),
  last_computed_at: z.number().nullish(),
  measures: z.array(measureSchema).nullish(),
  segments: z.array(segmentSchema).nullish(),
  user_selectors: z.record(z.string(), z.unknown()).nullish(),
  unsupported_params: z
    .object({ filters: z.array(z.unknown()).nullish(), segment: z.unknown().nullish() })
    .nullish(),
});

/**
 * Reads `chart_data` (REST v2, Charts). Object points are the v3 model, array points the v2 one, where `segments` names
 * the columns; anything else is refused by field names. A segment that RevenueCat dropped silently is an error, too.
 */
export function parseChart(body: unknown): ChartOutcome {
  const parsed = chartSchema.safeParse(body);
  if (!parsed.success) return { kind: 'unexpected', detail: fieldNames(parsed.error) };
  const data = parsed.data;
  if (data.unsupported_params?.segment) return { kind: 'unexpected', detail: 'unsupported_params.segment' };
  const shared = {
    resolution: data.resolution ?? null,
    currency: data.yaxis_currency ?? null,
    computedAt: computedAt(data.last_computed_at),
    selectors: data.user_selectors ?? {},
  };
  const v2 = data.values.length > 0 && Array.isArray(data.values[0]);
  return { kind: 'ok', chart: { ...shared, ...(v2 ? columns(data) : objects(data)) } };
}

type ChartData = z.output<typeof chartSchema>;
type Content = Pick<Chart, 'version' | 'measures' | 'segments' | 'points'>;

function objects(data: ChartData): Content {
  const points = (data.values as z.output<typeof objectPoint>[]).map((point) => ({
    period: utcDay(point.cohort),
    measure: point.measure ?? 0,
    segment: point.segment ?? null,
    value: point.value,
    incomplete: point.incomplete ?? null,
  }));
  const measures = (data.measures ?? []).map((measure) => ({
    name: measure.display_name,
    unit: measure.unit ?? null,
  }));
  const segments =
    data.segments?.map(({ id, display_name: name, is_other }) => ({
      id: id ?? null,
      name,
      isTotal: name === 'Total',
      isOther: is_other ?? name === 'Other',
    })) ?? null;
  return { version: 'v3', measures, segments, points };
}

function columns(data: ChartData): Content {
  const rows = data.values as z.output<typeof arrayPoint>[];
  const points = rows.flatMap(([at, ...values]) =>
    values.map((value, measure) => ({
      period: utcDay(at),
      measure,
      segment: null,
      value,
      incomplete: null,
    })),
  );
  const measures = (data.segments ?? []).map((column) => ({
    name: column.display_name,
    unit: column.unit ?? null,
  }));
  return { version: 'v2', measures, segments: null, points };
}

/** Documented as milliseconds, recorded as seconds: below 1e11 it can only be seconds. */
function milliseconds(value: number): number {
  return Math.abs(value) < 1e11 ? value * 1_000 : value;
}

/** Nothing depends on it: what is no time was not said. */
function computedAt(value: number | null | undefined): number | null {
  const time = value === null || value === undefined ? NaN : milliseconds(value);
  return isMoment(time) ? time : null;
}

function utcDay(at: number): string {
  return new Date(milliseconds(at)).toISOString().slice(0, 10);
}
