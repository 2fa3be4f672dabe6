import type pg from 'pg';

import { projectParams } from '../http/params.js';
import { type Answer, defineRoute } from '../http/route.js';
import { entityTag, isKnown, notModified, tagHeaders } from './entity-tag.js';
import { loadScope } from './load-scope.js';
import { loadProducts, type ProductPage } from './products.js';
import { productsSchema } from './products-schema.js';
import { productsQuery } from './revenue-query.js';
import { inSnapshot } from './snapshot.js';

export interface ProductsRequest {
  readonly projectId: string;
  /** Null for all accounts that are not disconnected. */
  readonly accounts: readonly string[] | null;
  readonly page: ProductPage;
  readonly ifNoneMatch?: string | undefined;
}

/**
 * Names of products change without a publication, so the tag is made of the answer itself.
 *
 * @param now the moment the answer is about; today (UTC), and what is stale, follows from it.
 */
export async function answerProducts(pool: pg.Pool, request: ProductsRequest, now: Date): Promise<Answer> {
  const body = await inSnapshot(pool, async (reader) => {
    const scope = await loadScope(reader, { ...request, withHistory: false, now });
    return loadProducts(reader, scope, request.page);
  });
  const tag = entityTag('products', request.projectId, body);
  if (isKnown(request.ifNoneMatch, tag)) return notModified(tag);
  return { status: 200, body, headers: tagHeaders(tag) };
}

export const productsRoute = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/revenue/products',
  access: 'read',
  summary: 'Revenue and subscriptions by product',
  description: 'The products of each account, the greatest revenue first.',
  params: projectParams,
  query: productsQuery,
  answers: {
    200: { description: 'The products', schema: productsSchema },
    304: { description: 'Unchanged since the answer with this `ETag`', schema: null },
  },
  problems: ['not-found', 'invalid-cursor'],
  handler: ({ params, query, deps, request }) =>
    answerProducts(
      deps.database.pool,
      {
        projectId: params.projectId,
        accounts: query.accounts,
        page: { days: query.days, limit: query.limit, cursor: query.cursor },
        ifNoneMatch: request.headers['if-none-match'],
      },
      new Date(),
    ),
});
