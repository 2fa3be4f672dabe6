import type pg from 'pg';

import { projectParams } from '../http/params.js';
import { type Answer, defineRoute } from '../http/route.js';
import { presentAccounts } from './answer-parts.js';
import { utcDay } from './days.js';
import { entityTag, isKnown, notModified, tagHeaders } from './entity-tag.js';
import { loadScope } from './load-scope.js';
import { loadProductDays, loadSeries, type StoredSeries } from './load-series.js';
import { withZeros } from './product-zeros.js';
import {
  resolveSeriesRequest,
  type SeriesQuery,
  seriesQuery,
  type SeriesRequest,
  storedRange,
} from './revenue-query.js';
import type { Scope } from './scope.js';
import { buildSeries, seriesSchema } from './series-answer.js';
import { seriesToCsv } from './series-csv.js';
import { inSnapshot, type Reader } from './snapshot.js';

const CSV = 'text/csv';

export interface SeriesCall {
  readonly projectId: string;
  readonly query: SeriesQuery;
  readonly format: 'json' | 'csv';
  readonly ifNoneMatch?: string | undefined;
}

/**
 * Points change only when an account publishes, so the tag is known before they are read.
 *
 * @param now the moment the answer is about; today (UTC) follows from it.
 * @throws {Problem} `invalid-request`, `not-found`.
 */
export async function answerSeries(pool: pg.Pool, call: SeriesCall, now: Date): Promise<Answer> {
  const { format } = call;
  const request = resolveSeriesRequest(call.query, utcDay(now));
  const { scope, tag, stored } = await inSnapshot(pool, (reader) => readSeries(reader, call, request, now));
  if (stored === null) return notModified(tag);
  const series = buildSeries(scope, request, stored);
  if (format === 'json') return { status: 200, body: series, headers: tagHeaders(tag) };
  const fileName = `${request.metric}-${request.from}-${request.to}.csv`;
  return {
    status: 200,
    text: seriesToCsv(series),
    contentType: `${CSV}; charset=utf-8; header=present`,
    headers: { ...tagHeaders(tag), 'Content-Disposition': `attachment; filename="${fileName}"` },
  };
}

/** What is read, and no more: the connection is not held while it is added up. */
async function readSeries(reader: Reader, call: SeriesCall, request: SeriesRequest, now: Date) {
  const { projectId, query, format } = call;
  const scope = await loadScope(reader, { projectId, accounts: query.accounts, withHistory: true, now });
  const tag = entityTag(
    'series',
    projectId,
    request,
    format,
    scope.today,
    scope.currency,
    presentAccounts(scope),
  );
  const stored = isKnown(call.ifNoneMatch, tag) ? null : await loadPoints(reader, scope, request);
  return { scope, tag, stored };
}

async function loadPoints(reader: Reader, scope: Scope, request: SeriesRequest): Promise<StoredSeries[]> {
  const { metric, product } = request;
  const range = { metric, ...storedRange(request) };
  if (product === null) return loadSeries(reader, scope, { ...range, productId: '' });
  const own = await loadSeries(reader, scope, { ...range, productId: product });
  const totals = await loadSeries(reader, scope, { ...range, productId: '' });
  const days = await loadProductDays(reader, scope, metric);
  const totalOf = new Map(totals.map((total) => [total.accountId, total]));
  return own.map((series) => {
    const total = totalOf.get(series.accountId);
    return total === undefined ? series : withZeros(series, total, days.get(series.accountId));
  });
}

export const seriesRoute = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/revenue/series',
  access: 'read',
  summary: 'One metric over time',
  description:
    'Both ends included, at most 800 days. `Accept: text/csv` answers the same as a table for spreadsheets.',
  params: projectParams,
  query: seriesQuery,
  answers: {
    200: { description: 'The points, oldest first', schema: seriesSchema, also: [CSV] },
    304: { description: 'Unchanged since the answer with this `ETag`', schema: null },
  },
  problems: ['not-found', 'invalid-request'],
  handler: ({ params, query, deps, request }) =>
    answerSeries(
      deps.database.pool,
      {
        projectId: params.projectId,
        query,
        format: request.accepts(['application/json', CSV]) === CSV ? 'csv' : 'json',
        ifNoneMatch: request.headers['if-none-match'],
      },
      new Date(),
    ),
});
