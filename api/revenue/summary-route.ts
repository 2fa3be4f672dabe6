import type pg from 'pg';

import { projectParams } from '../http/params.js';
import { type Answer, defineRoute } from '../http/route.js';
import { presentAccounts, presentStale, presentStaleIn } from './answer-parts.js';
import { entityTag, isKnown, notModified, tagHeaders } from './entity-tag.js';
import { loadHistories } from './load-histories.js';
import { loadScope } from './load-scope.js';
import { STORED_NAMES } from './metrics.js';
import { summaryQuery } from './revenue-query.js';
import { inSnapshot, type Reader } from './snapshot.js';
import { summarize } from './summary.js';
import { summarySchema } from './summary-schema.js';

export interface SummaryRequest {
  readonly projectId: string;
  /** Null for all accounts that are not disconnected. */
  readonly accounts: readonly string[] | null;
  readonly ifNoneMatch?: string | undefined;
}

/**
 * Points change only when an account publishes, so the tag is known before they are read.
 *
 * @param now the moment the answer is about; what is today (UTC), and what is stale, follows from it.
 */
export async function answerSummary(pool: pg.Pool, request: SummaryRequest, now: Date): Promise<Answer> {
  const { scope, tag, histories } = await inSnapshot(pool, (reader) => readSummary(reader, request, now));
  if (histories === null) return notModified(tag);
  return { status: 200, body: summarize(scope, histories), headers: tagHeaders(tag) };
}

/** What is read, and no more: the connection is not held while it is added up. */
async function readSummary(reader: Reader, request: SummaryRequest, now: Date) {
  const scope = await loadScope(reader, { ...request, withHistory: false, now });
  const live = scope.accounts.map((account) => account.live);
  const tag = entityTag(
    'summary',
    scope.projectId,
    scope.today,
    scope.currency,
    presentAccounts(scope),
    presentStale(scope),
    STORED_NAMES.map((metric) => presentStaleIn(scope, metric)),
    live,
  );
  const histories = isKnown(request.ifNoneMatch, tag) ? null : await loadHistories(reader, scope);
  return { scope, tag, histories };
}

export const summaryRoute = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/revenue/summary',
  access: 'read',
  summary: 'The fourteen tiles',
  description: 'The union of the accounts, each number with its day, and what it compares with.',
  params: projectParams,
  query: summaryQuery,
  answers: {
    200: { description: 'The tiles', schema: summarySchema },
    304: { description: 'Unchanged since the answer with this `ETag`', schema: null },
  },
  problems: ['not-found'],
  handler: ({ params, query, deps, request }) =>
    answerSummary(
      deps.database.pool,
      {
        projectId: params.projectId,
        accounts: query.accounts,
        ifNoneMatch: request.headers['if-none-match'],
      },
      new Date(),
    ),
});
