import type { Resolution } from '../../api/types.js';
import { addDays, addMonths, daysInRange, firstOfMonth, type UtcDay } from '../../format/days.js';
import { type MetricWording, metricWording } from '../../wording/metrics.js';
import { customRange, DEFAULT_METRIC, isPreset, type Preset, type RevenueSearch } from './search.js';

/** Beyond these days a point a day is more than a screen can show. */
const DAILY_UP_TO = 92;
/** Below these days a month is no resolution. */
const MONTHLY_FROM = 60;

/** What the chart shows: the search parameters with their defaults, made to fit the metric. */
export interface ChartView {
  readonly wording: MetricWording;
  readonly preset: Preset | 'custom';
  readonly from: UtcDay;
  readonly to: UtcDay;
  readonly resolution: Resolution;
  /** The same length of time before. */
  readonly previous: { readonly from: UtcDay; readonly to: UtcDay };
}

/** @param today the present UTC day */
export function chartView(search: RevenueSearch, today: UtcDay): ChartView {
  const wording = metricWording(search.metric ?? DEFAULT_METRIC);
  const range = rangeFor(wording, search.range);
  const preset = isPreset(range) ? range : 'custom';
  const chosen = (isPreset(range) ? null : customRange(range)) ?? presetRange(preset, today);
  const resolution = resolutionFor(wording, search.resolution, daysInRange(chosen.from, chosen.to));
  const from = resolution === 'month' ? firstOfMonth(chosen.from) : chosen.from;
  return { wording, preset, from, to: chosen.to, resolution, previous: before(from, chosen.to, resolution) };
}

/** A week of a metric that comes by the month would be one point at most. */
export const fitsMonthly = (preset: Preset): boolean => preset === '90d' || preset === '12m';

export const canShow = (resolution: Resolution, { wording, from, to }: ChartView): boolean =>
  resolution === 'month' ? wording.monthly || daysInRange(from, to) >= MONTHLY_FROM : !wording.monthly;

function rangeFor(wording: MetricWording, range: string | undefined): string {
  if (range === undefined) return wording.monthly ? '12m' : '90d';
  return wording.monthly && isPreset(range) && !fitsMonthly(range) ? '12m' : range;
}

function presetRange(preset: Preset | 'custom', to: UtcDay): { from: UtcDay; to: UtcDay } {
  switch (preset) {
    case '7d':
      return { from: addDays(to, -6), to };
    case '28d':
      return { from: addDays(to, -27), to };
    case 'custom':
    case '90d':
      return { from: addDays(to, -89), to };
    case '12m':
      return { from: addMonths(to, -11), to };
  }
}

function resolutionFor(wording: MetricWording, wanted: Resolution | undefined, days: number): Resolution {
  if (wording.monthly) return 'month';
  if (days < MONTHLY_FROM) return 'day';
  return wanted ?? (days <= DAILY_UP_TO ? 'day' : 'month');
}

function before(from: UtcDay, to: UtcDay, resolution: Resolution): { from: UtcDay; to: UtcDay } {
  const end = addDays(from, -1);
  return resolution === 'day'
    ? { from: addDays(from, -daysInRange(from, to)), to: end }
    : { from: addMonths(from, -monthsInRange(from, to)), to: end };
}

/** Number of calendar months that the range touches. */
export function monthsInRange(from: UtcDay, to: UtcDay): number {
  const month = (day: UtcDay) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return month(to) - month(from) + 1;
}
