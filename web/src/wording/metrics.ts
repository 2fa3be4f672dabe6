import type { SeriesMetric, TileMetric } from '../api/types.js';
import type { MoreIs } from '../format/delta.js';
import type { Unit } from '../format/value.js';

export type TileGroup = 'now' | 'days' | 'monthly' | 'value';

/** What the pages know about a tile beside its number. */
export interface MetricWording {
  readonly metric: TileMetric;
  /** What the tile shows, such as `Revenue, 7 days`. */
  readonly label: string;
  /** Name of the series, such as `Revenue`. */
  readonly name: string;
  readonly group: TileGroup;
  readonly unit: Unit;
  readonly moreIs: MoreIs;
  /** Metric of the series behind the tile. */
  readonly series: SeriesMetric;
  /** A level is drawn as a line, a flow as bars: only flows may be added up over time. */
  readonly shape: 'level' | 'flow' | 'rate';
  /** RevenueCat gives rates by month only. */
  readonly monthly: boolean;
}

const level = { group: 'now', shape: 'level', moreIs: 'better', monthly: false } as const;
const flow = { group: 'days', shape: 'flow', moreIs: 'better', monthly: false } as const;
const rate = { group: 'monthly', shape: 'rate', unit: 'percent', moreIs: 'better', monthly: true } as const;
const ltv = { group: 'value', shape: 'rate', unit: 'money', moreIs: 'better', monthly: true } as const;
const revenue = { ...flow, name: 'Revenue', series: 'revenue', unit: 'money' } as const;
const subscribers = { ...flow, name: 'New subscribers', series: 'new_subscribers', unit: 'count' } as const;

/** The fourteen tiles in the order of the page. */
export const METRICS: readonly MetricWording[] = [
  { ...level, ...alike('mrr', 'MRR'), unit: 'money' },
  { ...level, ...alike('arr', 'ARR'), label: 'ARR (MRR × 12)', unit: 'money' },
  { ...level, ...alike('active_subscriptions', 'Active subscriptions'), unit: 'count' },
  { ...level, ...alike('active_trials', 'Active trials'), unit: 'count' },
  { ...revenue, metric: 'revenue_7d', label: 'Revenue, 7 days' },
  { ...revenue, metric: 'revenue_30d', label: 'Revenue, 30 days' },
  { ...subscribers, metric: 'new_subscribers_7d', label: 'New subscribers, 7 days' },
  { ...subscribers, metric: 'new_subscribers_30d', label: 'New subscribers, 30 days' },
  { ...rate, ...alike('churn_rate', 'Churn'), moreIs: 'worse' },
  { ...rate, ...alike('trial_conversion_rate', 'Trial conversion') },
  { ...rate, ...alike('conversion_to_paying_rate', 'Conversion to paying') },
  { ...rate, ...alike('refund_rate', 'Refund rate'), moreIs: 'worse' },
  { ...ltv, ...alike('ltv_per_customer', 'LTV per customer') },
  { ...ltv, ...alike('ltv_per_paying_customer', 'LTV per paying customer') },
];

/** A tile that shows the newest value of its series under the same name. */
function alike(metric: TileMetric & SeriesMetric, name: string) {
  return { metric, series: metric, name, label: name };
}

export const TILE_METRICS: readonly TileMetric[] = METRICS.map(({ metric }) => metric);

export const GROUP_WORDS: Readonly<Record<TileGroup, string>> = {
  now: 'Now',
  days: 'Last days',
  monthly: 'Monthly',
  value: 'Value',
};

/** Whether revenue or subscribers of the last days: a headline up to now, and a comparison of complete days. */
export const isRunning = (wording: MetricWording): boolean => wording.group === 'days';

/** @throws when the catalogue lacks a metric of the type: a mistake in this file. */
export function metricWording(metric: TileMetric): MetricWording {
  const found = METRICS.find((wording) => wording.metric === metric);
  if (found === undefined) throw new Error(`No wording for the metric ${metric}.`);
  return found;
}
