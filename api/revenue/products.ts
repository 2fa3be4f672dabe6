import type pg from 'pg';
import { z } from 'zod';

import { pageFrom, readCursor } from '../http/pagination.js';
import { Exact } from './amounts.js';
import { presentAccounts, presentStale } from './answer-parts.js';
import type { Products } from './products-schema.js';
import type { Scope } from './scope.js';

/**
 * Product rows are looked for from the newest complete day of the account's total backwards, so that the index is read
 * over a short range; charts by product may be behind the total by this many days.
 */
const MOST_DAYS_BEHIND = 30;

const QUERY = `
  with newest as materialized (
    select account.id as account_id, metric.name as metric, metric.currency, metric.days, total.day
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
  ),
  recent as (
    select newest.account_id, newest.metric, newest.days, point.product_id, point.period, point.value,
           max(point.period) over (partition by newest.account_id, newest.metric) as as_of
      from newest
      join metric_points point
        on point.project_id = $1 and point.account_id = newest.account_id and point.metric = newest.metric
       and point.product_id > '' and point.resolution = 'day' and point.currency = newest.currency
       and point.period between newest.day - newest.days - ${MOST_DAYS_BEHIND} and newest.day
     where point.complete
  ),
  sums as (
    select account_id, product_id, metric, as_of, sum(value) as value
      from recent
     where period > as_of - days
     group by account_id, product_id, metric, as_of
  )
  select own.product_id, product.store_identifier, product.display_name as name, own.account_id,
         own.revenue::text, own.revenue_as_of::text, own.active_subscriptions::text,
         own.active_subscriptions_as_of::text
    from (
      select account_id, product_id,
             max(value) filter (where metric = 'revenue') as revenue,
             max(as_of) filter (where metric = 'revenue') as revenue_as_of,
             max(value) filter (where metric = 'active_subscriptions') as active_subscriptions,
             max(as_of) filter (where metric = 'active_subscriptions') as active_subscriptions_as_of
        from sums
       group by account_id, product_id
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
export async function loadProducts(pool: pg.Pool, scope: Scope, page: ProductPage): Promise<Products> {
  const { days, limit } = page;
  const accountIds = scope.accounts.map(({ id: accountId }) => accountId);
  const list = { list: 'products', projectId: scope.projectId, filter: { accountIds, days } };
  const rank = readCursor(page.cursor, list, z.number().int().min(0)) ?? 0;
  const { rows } = await pool.query<Row>(QUERY, [
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
    stale: presentStale(scope),
  };
}
