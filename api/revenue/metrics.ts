/** `money` has a currency; `percent` is a percent number: 4.6 is 4.6 %. */
export type Unit = 'money' | 'count' | 'percent';

/**
 * What a value says about time: a `snapshot` holds at the end of its period, a `flow` happened during it, a `rate` is a
 * quotient over it. Snapshots and flows of several accounts add up; rates are combined from their parts.
 */
export type Kind = 'snapshot' | 'flow' | 'rate';

export type Resolution = 'day' | 'month';

export interface Metric {
  readonly unit: Unit;
  readonly kind: Kind;
  /** Length of the periods that are stored. */
  readonly resolution: Resolution;
  /** RevenueCat's chart that the points come from. */
  readonly chart: string;
  /** The stored metric this one is computed from when it is read, and the factor; null where it is stored itself. */
  readonly derived: { readonly from: string; readonly times: number } | null;
  /** Whether points by product are kept beside the total. */
  readonly perProduct: boolean;
  /** One sentence for the reader of the number. */
  readonly formula: string;
}

const stored = { derived: null, perProduct: false } as const;
const snapshot = { ...stored, kind: 'snapshot', resolution: 'day' } as const;
const flow = { ...stored, kind: 'flow', resolution: 'day' } as const;
const rate = { ...stored, kind: 'rate', resolution: 'month' } as const;

/** The metrics that can be read, by name. Definitions are RevenueCat's own (REST v2, "Charts"). */
export const METRICS = {
  mrr: {
    ...snapshot,
    unit: 'money',
    chart: 'mrr',
    formula: 'Recurring revenue of all active subscriptions, normalised to one month.',
  },
  arr: {
    ...snapshot,
    unit: 'money',
    chart: 'mrr',
    derived: { from: 'mrr', times: 12 },
    formula: 'MRR × 12.',
  },
  active_subscriptions: {
    ...snapshot,
    unit: 'count',
    chart: 'actives',
    perProduct: true,
    formula: 'Paid subscriptions that have not ended; subscriptions, not customers.',
  },
  active_trials: {
    ...snapshot,
    unit: 'count',
    chart: 'trials',
    formula: 'Free trials that have not ended, cancelled ones included.',
  },
  revenue: {
    ...flow,
    unit: 'money',
    chart: 'revenue',
    perProduct: true,
    formula: 'Purchases less refunds, before the stores take their share.',
  },
  new_subscribers: {
    ...flow,
    unit: 'count',
    chart: 'actives_new',
    formula: 'New paid subscriptions, however they began.',
  },
  churn_rate: {
    ...rate,
    unit: 'percent',
    chart: 'churn',
    formula: 'Subscriptions lost in the month ÷ subscriptions active at its start.',
  },
  trial_conversion_rate: {
    ...rate,
    unit: 'percent',
    chart: 'trial_conversion_rate',
    formula: 'Trials started in the month that were paid for ÷ trials started in the month.',
  },
  conversion_to_paying_rate: {
    ...rate,
    unit: 'percent',
    chart: 'conversion_to_paying',
    formula: 'Customers first seen in the month who paid within the time frame ÷ all first seen in it.',
  },
  refund_rate: {
    ...rate,
    unit: 'percent',
    chart: 'refund_rate',
    formula: 'Transactions of the month that were refunded ÷ transactions of the month.',
  },
  ltv_per_customer: {
    ...rate,
    unit: 'money',
    chart: 'ltv_per_customer',
    formula: 'What customers first seen in the month paid within the lifetime ÷ their number.',
  },
  ltv_per_paying_customer: {
    ...rate,
    unit: 'money',
    chart: 'ltv_per_paying_customer',
    formula: 'What customers first seen in the month paid within the lifetime ÷ those of them who paid.',
  },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;
export const METRIC_NAMES = Object.keys(METRICS) as [MetricName, ...MetricName[]];

/** The definition of a metric, without the literal types of the table above. */
export function metricOf(name: MetricName): Metric {
  return METRICS[name];
}

/** Those that are stored themselves. */
export const STORED_NAMES = METRIC_NAMES.filter((name) => metricOf(name).derived === null);

/** The name under which the points of a metric are stored. */
export function storedAs(name: MetricName): string {
  return metricOf(name).derived?.from ?? name;
}
