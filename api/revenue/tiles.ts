import type { MetricName } from './metrics.js';

interface Headline {
  /** The tile's name in the answer. */
  readonly name: string;
  readonly metric: MetricName;
  /** Days a flow is summed over; null for snapshots and rates. */
  readonly days: number | null;
}

const headline = <Name extends MetricName>(metric: Name) => ({ name: metric, metric, days: null }) as const;
const lastDays = <Name extends MetricName, Days extends number>(metric: Name, days: Days) =>
  ({ name: `${metric}_${days}d`, metric, days }) as const;

/** The fourteen tiles, in the order in which they are shown. */
export const TILES = [
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
] as const satisfies readonly Headline[];

/** One headline number. */
export type Tile = (typeof TILES)[number];
