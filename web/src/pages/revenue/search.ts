import type { Resolution, TileMetric } from '../../api/types.js';
import { daysInRange, isUtcDay } from '../../format/days.js';
import type { RawSearch } from '../../search.js';
import { TILE_METRICS } from '../../wording/metrics.js';

export const PRESETS = ['7d', '28d', '90d', '12m'] as const;
export type Preset = (typeof PRESETS)[number];

/** What the chart shows until another tile is pressed. */
export const DEFAULT_METRIC: TileMetric = 'mrr';

/** The API answers no more. */
export const MOST_DAYS = 800;

/** What is worth sharing of a dashboard; absent means the default, so that plain links stay short. */
export interface RevenueSearch {
  /** Account ids with commas; absent: all connected ones. */
  readonly accounts?: string;
  readonly metric?: TileMetric;
  /** A preset, or two UTC days: `2026-01-01..2026-03-31`. */
  readonly range?: string;
  readonly resolution?: Resolution;
  /** Beside the period before. */
  readonly compare?: true;
  /** One series per account. */
  readonly split?: true;
  /** One series per product, where RevenueCat gives them. */
  readonly products?: true;
  readonly table?: true;
  /** Leaves incomplete periods out. */
  readonly whole?: true;
  /** One product instead of the total. */
  readonly product?: string;
}

const FLAGS = ['compare', 'split', 'products', 'table', 'whole'] as const;

/** Keeps what can be used; a link with a mistake in it shows the default rather than an error. */
export function parseRevenueSearch(raw: RawSearch): RevenueSearch {
  const { accounts, metric, range, resolution, product } = raw;
  const flags = FLAGS.filter((flag) => raw[flag] === 'true').map((flag) => [flag, true] as const);
  return {
    ...(accounts !== undefined && accounts !== '' && { accounts }),
    ...(isTileMetric(metric) && { metric }),
    ...(range !== undefined && (isPreset(range) || customRange(range) !== null) && { range }),
    ...((resolution === 'day' || resolution === 'month') && { resolution }),
    ...(product !== undefined && product !== '' && { product }),
    ...Object.fromEntries(flags),
  };
}

export const isPreset = (range: string): range is Preset => (PRESETS as readonly string[]).includes(range);

/** Both days of a range the reader chose, or null if they are no range the API can answer. */
export function customRange(range: string): { readonly from: string; readonly to: string } | null {
  const [from = '', to = ''] = range.split('..');
  if (!isUtcDay(from) || !isUtcDay(to)) return null;
  const days = daysInRange(from, to);
  return days >= 1 && days <= MOST_DAYS ? { from, to } : null;
}

const isTileMetric = (metric: string | undefined): metric is TileMetric =>
  TILE_METRICS.some((one) => one === metric);
