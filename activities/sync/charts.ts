import type { MeasureQuery } from '../../revenuecat/measures.js';

/** How a metric is read from its chart. */
export interface ChartSource {
  readonly metric: string;
  readonly chart: string;
  readonly resolution: 'day' | 'month';
  /** `total`: the measure that is called so, else the sum of all counts; the others are its parts. */
  readonly value: MeasureQuery | 'total';
  /** Kept beside the value. A rate has `numerator` and `denominator`, from which a union is made. */
  readonly parts?: Readonly<Record<string, MeasureQuery>>;
  /** For how many days it follows those who came in a month: what RevenueCat's selector says, else its default. */
  readonly follows?: { readonly selector: string; readonly days: number };
  /** Fetched once more, divided by product. */
  readonly byProduct?: true;
}

const money = (name: RegExp, place: number | null): MeasureQuery => ({ name, unit: '$', place });
const count = (name: RegExp, place: number | null): MeasureQuery => ({ name, unit: '#', place });
const percent = (name: RegExp, place: number | null): MeasureQuery => ({ name, unit: '%', place });

const untilPaying = { selector: 'conversion_timeframe', days: 7 } as const;
const lifetime = { selector: 'customer_lifetime', days: 30 } as const;

/**
 * Every chart a run fetches, one call each, with the measures in the order that was observed (REST v2, "Charts": names
 * and order are not documented). ARR is not fetched: it is MRR × 12 by RevenueCat's own definition.
 */
export const CHARTS: readonly ChartSource[] = [
  { metric: 'mrr', chart: 'mrr', resolution: 'day', value: money(/^mrr/i, 0) },
  {
    metric: 'active_subscriptions',
    chart: 'actives',
    resolution: 'day',
    value: count(/^(active subscriptions|actives)/i, 0),
    byProduct: true,
  },
  { metric: 'active_trials', chart: 'trials', resolution: 'day', value: count(/^(active )?trials/i, 0) },
  {
    metric: 'revenue',
    chart: 'revenue',
    resolution: 'day',
    value: money(/^(revenue|proceeds)/i, 0),
    parts: { transactions: count(/^transactions/i, 1) },
    byProduct: true,
  },
  { metric: 'new_subscribers', chart: 'actives_new', resolution: 'day', value: 'total' },
  {
    metric: 'churn_rate',
    chart: 'churn',
    resolution: 'month',
    value: percent(/^churn rate/i, 2),
    parts: { numerator: count(/^churned actives/i, 1), denominator: count(/^actives/i, 0) },
  },
  {
    metric: 'trial_conversion_rate',
    chart: 'trial_conversion_rate',
    resolution: 'month',
    value: percent(/^(trial )?conversion rate/i, 4),
    parts: { numerator: count(/^conversions/i, 1), denominator: count(/^trial starts/i, 0) },
  },
  {
    metric: 'conversion_to_paying_rate',
    chart: 'conversion_to_paying',
    resolution: 'month',
    value: percent(/^conversion rate/i, 2),
    parts: { numerator: count(/^paying customers/i, 1), denominator: count(/^new customers/i, 0) },
    follows: untilPaying,
  },
  {
    metric: 'refund_rate',
    chart: 'refund_rate',
    resolution: 'month',
    value: percent(/^refund rate/i, 2),
    parts: { numerator: count(/^refunded transactions/i, 1), denominator: count(/^transactions/i, 0) },
  },
  {
    metric: 'ltv_per_customer',
    chart: 'ltv_per_customer',
    resolution: 'month',
    value: money(/^realized ltv per customer/i, 2),
    parts: { numerator: money(/^realized ltv(?! per)/i, 1), denominator: count(/^new customers/i, 0) },
    follows: lifetime,
  },
  {
    metric: 'ltv_per_paying_customer',
    chart: 'ltv_per_paying_customer',
    resolution: 'month',
    value: money(/^realized ltv per paying/i, 2),
    parts: { numerator: money(/^realized ltv(?! per)/i, 1), denominator: count(/^new paying/i, 0) },
    follows: lifetime,
  },
];

const CHART = 'chart:';
const BY_PRODUCT = 'by-product:';

/** Steps of a run, in order: apps and products give the names. */
export const STEPS: readonly string[] = [
  'apps',
  'products',
  ...CHARTS.map(({ chart }) => `${CHART}${chart}`),
  ...CHARTS.filter(({ byProduct }) => byProduct).map(({ chart }) => `${BY_PRODUCT}${chart}`),
];

/** The step that fetches a metric's chart, whole or divided by product. */
export const stepOf = ({ chart }: ChartSource, byProduct = false): string =>
  `${byProduct ? BY_PRODUCT : CHART}${chart}`;

/** Charts that a run still has to fetch once it has come to this step, its own included. */
export function chartsFrom(step: string): number {
  return STEPS.slice(STEPS.indexOf(step)).filter((later) => sourceOf(later) !== null).length;
}

/** What a step fetches; null for lists. */
export function sourceOf(step: string): { source: ChartSource; byProduct: boolean } | null {
  for (const source of CHARTS) {
    if (step === stepOf(source)) return { source, byProduct: false };
    if (source.byProduct && step === stepOf(source, true)) return { source, byProduct: true };
  }
  return null;
}
