import type { MetricName } from './metrics.js';

/** One headline number. */
export interface Tile {
  /** The tile's name in the answer. */
  readonly name: string;
  readonly metric: MetricName;
  /** Days a flow is summed over; null for snapshots and rates. */
  readonly days: number | null;
}

const headline = (metric: MetricName): Tile => ({ name: metric, metric, days: null });
const lastDays = (metric: MetricName, days: number): Tile => ({ name: `${metric}_${days}d`, metric, days });

/** The fourteen tiles, in the order in which they are shown. */
export const TILES: readonly Tile[] = [
  headline('mrr'),
  headline('arr'),
  headline('active_subscriptions'),
  headline('active_trials'),
  lastDays('revenue', 7),
  lastDays('revenue', 30),
  lastDays('new_subscribers', 7),
  lastDays('new_subscribers', 30),
  headline('churn_rate'),
  headline('trial_conversion_rate'),
  headline('conversion_to_paying_rate'),
  headline('refund_rate'),
  headline('ltv_per_customer'),
  headline('ltv_per_paying_customer'),
];
