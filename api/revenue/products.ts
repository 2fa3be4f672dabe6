import { z } from 'zod';

import { pageFrom, readCursor } from '../http/pagination.js';
import { Exact } from './amounts.js';
import { presentAccounts, presentStaleIn } from './answer-parts.js';
import type { Products } from './products-schema.js';
import { READ_BY_PRODUCT } from './read-by-product.js';
import type { Scope } from './scope.js';
import type { Reader } from './snapshot.js';

/** Products whose chart could not be read for longer are not shown: they would look like today's. */
const MOST_DAYS_BEHIND = 30;

/**
 * `newest` is the last day on which both the account's total is complete and its products are known: over its last days,
 * a product without rows has sold nothing.
 */
const QUERY = `
  with newest as materialized (
    select account.id as account_id, metric.name as metric, metric.currency, metric.days,
           least(total.day, read.as_of - 1) as day
      from unnest($2::text[]) as account (id)
     cross join (values ('revenue', $3, $4::int), ('active_subscriptions', '', 1)) as metric (name, currency, days)
     cross join lateral (
       select period as day
         from metric_points
        where project_id = $1 and account_id = account.id and metric_points.metric = metric.name
          and product_id = '' and resolution = 'day' and metric_points.currency = metric.currency
          and complete and period <= $5
        order by period desc
        limit 1
     ) as total
     cross join lateral (${READ_BY_PRODUCT}) as read
     where read.as_of - 1 >= total.day - ${MOST_DAYS_BEHIND}
  ),
  sums as (
    select newest.account_id, newest.metric, point.product_id, sum(point.value) as value
      from newest
      join metric_points point
        on point.project_id = $1 and point.account_id = newest.account_id and point.metric = newest.metric
       and point.product_id > '' and point.resolution = 'day' and point.currency = newest.currency
       and point.period between newest.day - newest.days + 1 and newest.day
     where point.complete
     group by newest.account_id, newest.metric, point.product_id
  )
  select own.product_id, product.store_identifier, product.display_name as name, own.account_id,
         own.revenue::text, own.revenue_as_of::text, own.active_subscriptions::text,
         own.active_subscriptions_as_of::text
    from (
      select account_id, product_id, sold.day as revenue_as_of, held.day as active_subscriptions_as_of,
             case when sold.day is not null then coalesce(max(value) filter (where metric = 'revenue'), 0) end
               as revenue,
             case when held.day is not null
                  then coalesce(max(value) filter (where metric = 'active_subscriptions'), 0) end
               as active_subscriptions
        from sums
        left join (select account_id, day from newest where metric = 'revenue') as sold using (account_id)
        left join (select account_id, day from newest where metric = 'active_subscriptions') as held
            using (account_id)
       group by account_id, product_id, sold.day, held.day
    ) as own
    left join products product
           on product.project_id = $1 and product.account_id = own.account_id and product.id = own.product_id
   order by own.revenue desc nulls last, own.account_id, own.product_id
   limit $6 offset $7`;

type Row = Omit<Products['items'][number], 'active_subscriptions'> & { active_subscriptions: string | null };

export interface ProductPage {
  /** Complete days of revenue. */
  readonly days: number;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/**
 * Each product's revenue of the last complete days of its account, and its subscriptions; the greatest first. A cursor
 * holds a rank: a ranking has no better place to continue from, since a sync may move every product.
 *
 * @throws {Problem} `invalid-cursor`
 */
export async function loadProducts(reader: Reader, scope: Scope, page: ProductPage): Promise<Products> {
  const { days, limit } = page;
  const accountIds = scope.accounts.map(({ id: accountId }) => accountId);
  const list = { list: 'products', projectId: scope.projectId, filter: { accountIds, days } };
  const rank = readCursor(page.cursor, list, z.number().int().min(0)) ?? 0;
  const { rows } = await reader.query<Row>(QUERY, [
    scope.projectId,
    accountIds,
    scope.currency,
    days,
    scope.today,
    limit + 1,
    rank,
  ]);
  const { items, next_cursor } = pageFrom(rows, limit, list, () => rank + limit);
  return {
    currency: scope.currency,
    days,
    accounts: presentAccounts(scope),
    items: items.map((row) => ({
      ...row,
      revenue: row.revenue === null ? null : new Exact(row.revenue).toFixed(),
      active_subscriptions:
        row.active_subscriptions === null ? null : new Exact(row.active_subscriptions).toNumber(),
    })),
    next_cursor,
    stale: presentStaleIn(scope, 'revenue_by_product', 'active_subscriptions_by_product'),
  };
}
