import type { SeriesRequest } from '../../../api/revenue.js';
import type {
  Amount,
  CountedLayer,
  ProductRow,
  Series,
  SeriesPoint,
  Summary,
  Tile,
} from '../../../api/types.js';
import {
  addDays,
  addMonths,
  daysInRange,
  firstOfMonth,
  type UtcDay,
  utcDayOf,
} from '../../../format/days.js';
import { METRICS, type MetricWording } from '../../../wording/metrics.js';
import { monthsInRange } from '../chart-view.js';

export const SAMPLE_ACCOUNT = 'sample';
const CURRENCY = 'USD';

/** Size on a day in the middle, and growth per day. */
const SIZES: Readonly<Record<string, readonly [size: number, growth: number]>> = {
  mrr: [18_400, 0.0016],
  arr: [220_800, 0.0016],
  active_subscriptions: [2_860, 0.0014],
  active_trials: [312, 0.0006],
  revenue: [690, 0.0015],
  new_subscribers: [34, 0.0012],
  churn_rate: [4.6, -0.0004],
  trial_conversion_rate: [38.2, 0.0002],
  conversion_to_paying_rate: [5.1, 0.0003],
  refund_rate: [1.4, -0.0003],
  ltv_per_customer: [3.2, 0.0005],
  ltv_per_paying_customer: [41.5, 0.0003],
};

/** A made-up business: it grows, breathes by the week, and is the same for everybody on the same day. */
function valueOn(series: string, day: UtcDay): number {
  const [size, growth] = SIZES[series] ?? [0, 0];
  const age = Date.parse(`${day}T00:00:00Z`) / 86_400_000;
  const today = Math.floor(Date.now() / 86_400_000);
  const week = 1 + 0.09 * Math.sin((age / 7) * 2 * Math.PI) * (series === 'revenue' ? 2 : 0.2);
  const noise =
    1 + 0.05 * Math.sin(age * 12.9898) * Math.sin(age * 78.233) * (series === 'revenue' ? 3 : 0.5);
  return size * Math.exp((age - today) * growth) * week * noise;
}

const amount = (value: number, unit: MetricWording['unit']): Amount =>
  unit === 'money' ? value.toFixed(2) : unit === 'count' ? Math.round(value) : Number(value.toFixed(2));

const sumOfDays = (series: string, to: UtcDay, days: number): number =>
  Array.from({ length: days }, (_, back) => valueOn(series, addDays(to, -back))).reduce(
    (sum, one) => sum + one,
    0,
  );

function tileOf(wording: MetricWording, today: UtcDay): Tile {
  const { metric, series, unit, group } = wording;
  const yesterday = addDays(today, -1);
  const month = addMonths(today, -1);
  const days = metric.endsWith('_7d') ? 7 : 30;
  const at = group === 'now' ? yesterday : month;
  const earlier = group === 'now' ? addDays(yesterday, -30) : addMonths(today, -2);
  const running = group === 'days';
  const previousDay = addDays(yesterday, -days);
  return {
    metric,
    unit,
    currency: unit === 'money' ? CURRENCY : null,
    value: amount(running ? sumOfDays(series, today, days) : valueOn(series, at), unit),
    as_of: running ? today : at,
    complete: !running,
    partial: false,
    ...(running && {
      value_complete_days: amount(sumOfDays(series, yesterday, days), unit),
      complete_days_as_of: yesterday,
    }),
    previous: {
      value: amount(running ? sumOfDays(series, previousDay, days) : valueOn(series, earlier), unit),
      as_of: running ? previousDay : earlier,
    },
    parts: null,
    stale: [],
    lineage: { chart: 'sample', derived_from: null, formula: 'Made up.' },
    by_account: [],
  };
}

export function sampleSummary(): Summary {
  const today = utcDayOf(Date.now());
  return {
    currency: CURRENCY,
    accounts: [],
    tiles: METRICS.map((wording) => tileOf(wording, today)),
    stale: [],
    missing: [],
    left_out: [],
    live: {
      day: today,
      currency: 'USD',
      revenue: '0',
      purchases: 0,
      renewals: 0,
      refunds: 0,
      cancellations: 0,
      expirations: 0,
      trials: 0,
    },
  };
}

export function sampleSeries({ metric, from, to, resolution }: SeriesRequest): Series {
  const unit = METRICS.find(({ series }) => series === metric)?.unit ?? 'count';
  const today = utcDayOf(Date.now());
  const flow = metric === 'revenue' || metric === 'new_subscribers';
  const points =
    resolution === 'day'
      ? Array.from({ length: daysInRange(from, to) }, (_, index): SeriesPoint => {
          const date = addDays(from, index);
          return { date, value: amount(valueOn(metric, date), unit), complete: date < today, partial: false };
        })
      : Array.from({ length: monthsInRange(from, to) }, (_, index): SeriesPoint => {
          const date = addMonths(from, index);
          const end = addDays(addMonths(date, 1), -1);
          const until = end < today ? end : today;
          const value = flow ? sumOfDays(metric, until, daysInRange(date, until)) : valueOn(metric, until);
          return { date, value: amount(value, unit), complete: date < firstOfMonth(today), partial: false };
        });
  const currency = unit === 'money' ? CURRENCY : null;
  return { metric, unit, currency, resolution, from, to, accounts: [], begins: from, points };
}

export function sampleProducts(): readonly ProductRow[] {
  const today = utcDayOf(Date.now());
  const revenue = sumOfDays('revenue', addDays(today, -1), 28);
  return [
    ['Pro, yearly', 'pro_yearly', 0.46],
    ['Pro, monthly', 'pro_monthly', 0.35],
    ['Family, yearly', 'family_yearly', 0.13],
    ['Starter, weekly', 'starter_weekly', 0.06],
  ].map(([name, id, share]) => ({
    product_id: String(id),
    store_identifier: String(id),
    name: String(name),
    account_id: SAMPLE_ACCOUNT,
    revenue: (revenue * Number(share)).toFixed(2),
    revenue_as_of: addDays(today, -1),
    active_subscriptions: Math.round(2_860 * Number(share)),
    active_subscriptions_as_of: addDays(today, -1),
  }));
}

/** A layer with no account in it: nothing of the sample can be mistaken for one's own. */
export const SAMPLE_LAYER: CountedLayer = { currency: CURRENCY, accounts: [] };
