import { z } from 'zod';

import { id, moment } from '../http/params.js';
import { named } from '../http/schema.js';
import { present, presentOrNull } from './amounts.js';
import { describeLineage, groupByAccount, presentAccounts } from './answer-parts.js';
import {
  countedAccount,
  currency,
  day,
  leftOutAccounts,
  lineage,
  missingAccounts,
  unit,
  value,
} from './answer-schemas.js';
import type { StoredSeries } from './load-series.js';
import { metricOf } from './metrics.js';
import { readPoint } from './points.js';
import type { SeriesRequest } from './revenue-query.js';
import type { Scope } from './scope.js';
import { seriesByMonth, seriesByPeriod, type SeriesMember, type SeriesPoint } from './series.js';

export const seriesSchema = named(
  'RevenueSeries',
  z.object({
    metric: z.string(),
    unit,
    currency: currency.nullable(),
    resolution: z.enum(['day', 'month']),
    from: day,
    to: day,
    product: z.string().nullable(),
    lineage,
    accounts: z.array(countedAccount),
    begins: day
      .nullable()
      .meta({ description: 'The first day, or month, of which there is any number, in range or not.' }),
    points: z.array(
      z.object({
        date: day.meta({ description: 'The day, or the first day of the month.' }),
        value,
        complete: z.boolean().meta({ description: 'Over for every account, and none is missing.' }),
        partial: z.boolean().meta({ description: 'An account whose number is expected has none.' }),
        restated_from: z
          .object({ value, until: moment })
          .optional()
          .meta({ description: 'The complete value shown before RevenueCat changed it.' }),
        by_account: z
          .array(z.object({ account_id: id, value }))
          .optional()
          .meta({ description: 'Where the answer is about several accounts.' }),
      }),
    ),
    missing: missingAccounts,
    left_out: leftOutAccounts,
  }),
);
export type SeriesAnswer = z.output<typeof seriesSchema>;

/** The union of the stored series, oldest period first. Pure. */
export function buildSeries(
  scope: Scope,
  request: SeriesRequest,
  stored: readonly StoredSeries[],
): SeriesAnswer {
  const metric = metricOf(request.metric);
  const unite = request.resolution === metric.resolution ? seriesByPeriod : seriesByMonth;
  const points = unite(membersOf(scope, request, stored), metric);
  const begins = stored.flatMap((series) => series.begins ?? []).sort()[0] ?? null;
  const empty = stored.filter(({ begins }) => begins === null);
  return {
    metric: request.metric,
    unit: metric.unit,
    currency: metric.unit === 'money' ? scope.currency : null,
    resolution: request.resolution,
    from: request.from,
    to: request.to,
    product: request.product,
    lineage: describeLineage(request.metric),
    accounts: presentAccounts(scope),
    begins,
    points: points.map((point) => presentPoint(point, metric.unit, scope.accounts.length > 1)),
    // A product belongs to one account: that others do not have it is no gap.
    missing: groupByAccount(
      empty
        .filter(({ otherCurrency }) => otherCurrency === null && request.product === null)
        .map(({ accountId }) => ({ accountId, metric: request.metric })),
    ),
    left_out: empty.flatMap(({ accountId, otherCurrency }) =>
      otherCurrency === null
        ? []
        : [{ account_id: accountId, currency: otherCurrency, metrics: [request.metric] }],
    ),
  };
}

function membersOf(scope: Scope, { metric }: SeriesRequest, stored: readonly StoredSeries[]): SeriesMember[] {
  const times = metricOf(metric).derived?.times ?? 1;
  const disconnected = new Set(
    scope.accounts.filter(({ status }) => status === 'disconnected').map(({ id: accountId }) => accountId),
  );
  return stored.flatMap(({ accountId, begins, ends, points }) =>
    begins === null
      ? []
      : [
          {
            accountId,
            begins,
            ends: disconnected.has(accountId) ? ends : null,
            points: new Map(points.map((point) => [point[0], readPoint(point, times)])),
          },
        ],
  );
}

function presentPoint(point: SeriesPoint, unitOfValue: SeriesAnswer['unit'], several: boolean) {
  const { restatedFrom } = point;
  return {
    date: point.period,
    value: presentOrNull(point.value, unitOfValue),
    complete: point.complete,
    partial: point.partial,
    ...(restatedFrom !== null && {
      restated_from: { value: present(restatedFrom.value, unitOfValue), until: restatedFrom.until },
    }),
    ...(several && {
      by_account: point.byAccount.map((own) => ({
        account_id: own.accountId,
        value: presentOrNull(own.value, unitOfValue),
      })),
    }),
  };
}
