import { z } from 'zod';

import { pageQuery } from '../http/pagination.js';
import { Problem } from '../http/problem.js';
import { addDays, addMonths, type Day, daysThrough, lastDayOfMonth, monthOf } from './days.js';
import { METRIC_NAMES, type MetricName, metricOf, type Resolution } from './metrics.js';

const MOST_ACCOUNTS = 200;
export const MOST_DAYS = 800;
const DEFAULT_DAYS = 28;
const DEFAULT_MONTHS = 12;

/** `accounts=`: a comma list of account ids; null, also for an empty one, means the default of the route. */
export const accountsParameter = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text === '' ? null : [...new Set(text.split(','))]))
  .refine((ids) => ids === null || ids.length <= MOST_ACCOUNTS, `names more than ${MOST_ACCOUNTS} accounts`)
  .meta({ description: 'Account ids, separated by commas.', example: 'acc_1,acc_2' });

export const summaryQuery = z.strictObject({
  accounts: accountsParameter.meta({ description: 'Without it: all accounts that are not disconnected.' }),
});

const day = z.iso.date({ error: 'must be a day as YYYY-MM-DD' });

export const seriesQuery = z.strictObject({
  metric: z.enum(METRIC_NAMES),
  from: day.optional().meta({ description: 'First day; without it 28 days, or 12 months, up to `to`.' }),
  to: day.optional().meta({ description: 'Last day, included; without it today (UTC).' }),
  resolution: z.enum(['day', 'month']).optional().meta({
    description:
      'Without it as the metric is stored. Months are always whole: those of `from` and `to` included.',
  }),
  accounts: accountsParameter.meta({
    description: 'Without it: all accounts, disconnected ones with their history.',
  }),
  product: z.string().min(1).max(500).optional().meta({ description: 'One product instead of the total.' }),
});
export type SeriesQuery = z.output<typeof seriesQuery>;

/** What a series request asks for, once defaults are filled in. */
export interface SeriesRequest {
  readonly metric: MetricName;
  readonly resolution: Resolution;
  readonly from: Day;
  readonly to: Day;
  readonly product: string | null;
}

/** @throws {Problem} `invalid-request` for a range, resolution or product that the metric cannot have. */
export function resolveSeriesRequest(query: SeriesQuery, today: Day): SeriesRequest {
  const metric = metricOf(query.metric);
  const resolution = query.resolution ?? metric.resolution;
  if (resolution === 'day' && metric.resolution === 'month') {
    throw invalid('resolution', `${query.metric} is kept by month: ask for resolution=month`);
  }
  if (query.product !== undefined && !metric.perProduct) {
    throw invalid(
      'product',
      `${query.metric} is not kept by product: ask for revenue or active_subscriptions`,
    );
  }
  const to = query.to ?? today;
  const from = query.from ?? defaultFrom(to, resolution);
  const days = daysThrough(from, to);
  if (days < 1) throw invalid('from', `is after the last day, ${to}`);
  if (days > MOST_DAYS) {
    throw invalid('from', `asks for ${days} days up to ${to}; at most ${MOST_DAYS}, both ends included`);
  }
  return { metric: query.metric, resolution, from, to, product: query.product ?? null };
}

function defaultFrom(to: Day, resolution: Resolution): Day {
  return resolution === 'day' ? addDays(to, 1 - DEFAULT_DAYS) : addMonths(monthOf(to), 1 - DEFAULT_MONTHS);
}

/** The stored days that a request needs: a month at the edge of the range counts whole. */
export function storedRange({ resolution, from, to }: SeriesRequest): {
  readonly from: Day;
  readonly to: Day;
} {
  return resolution === 'day' ? { from, to } : { from: monthOf(from), to: lastDayOfMonth(to) };
}

export const productsQuery = z.strictObject({
  accounts: accountsParameter.meta({ description: 'Without it: all accounts that are not disconnected.' }),
  days: z.coerce.number<number>().int().min(1).max(MOST_DAYS).default(DEFAULT_DAYS).meta({
    description: 'Complete days that `revenue` covers.',
  }),
  ...pageQuery,
});

function invalid(field: string, message: string): Problem {
  return new Problem('invalid-request', { detail: `${field} ${message}.`, errors: [{ field, message }] });
}
