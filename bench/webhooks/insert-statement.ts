import { TEXT_COLUMNS } from '../../api/ingest/store-statement.js';

/** What the statements below take: an array of these as JSON. */
export interface EventRow {
  readonly project_id: string;
  readonly account_id: string;
  readonly event_id: string;
  readonly type: string;
  readonly size: number;
}

const INCOMING = `incoming as (
  select * from jsonb_to_recordset($1::jsonb) as delivery (
    project_id text, account_id text, event_id text, type text, size int, body jsonb)
)`;

/** The columns this project fills, without its checks of what cannot be held: these contestants trust what they get. */
const insertInto = (processedAt: string): string => `
insert into revenue_events (project_id, event_id, account_id, type, event_at, ordered_at, processed_at, renewal_number,
  price_usd, price_in_purchased_currency, ${TEXT_COLUMNS.join(', ')}, body_hash, body)
select project_id, event_id, account_id, type, event_at, least(event_at, now() + interval '5 minutes'), ${processedAt},
  (event->>'renewal_number')::int, (event->>'price')::numeric, (event->>'price_in_purchased_currency')::numeric,
  ${TEXT_COLUMNS.map((name) => `event->>'${name}'`).join(', ')}, sha256(convert_to(kept::text, 'UTF8')), kept
from incoming
cross join lateral (select body #- '{event,subscriber_attributes}' as kept) without_attributes
cross join lateral (select kept->'event' as event) content
cross join lateral (select to_timestamp((event->>'event_timestamp_ms')::numeric / 1000) as event_at) moment
order by project_id, event_id
on conflict (project_id, event_id) do nothing`;

/** Row and inbox row, for contestants whose worker reads the inbox. */
export const INSERT_STATEMENT = {
  name: 'insert-events',
  text: `with ${INCOMING}, stored as (${insertInto('null::timestamptz')} returning project_id, event_id)
insert into event_inbox (project_id, account_id, event_id, size)
select project_id, account_id, event_id, size from stored join incoming using (project_id, event_id)
on conflict do nothing`,
};

/**
 * Row and projection in one statement, for the workers of queues: the day's totals and the newest state of each
 * subscription. Kinder to them than to this project, whose projection also follows transfers.
 */
export const APPLY_STATEMENT = {
  name: 'apply-events',
  text: `with ${INCOMING}, stored as (${insertInto('clock_timestamp()')} returning *), totals as (
  insert into live_daily_totals as old (project_id, account_id, day, revenue_usd, renewals)
  select project_id, account_id, (ordered_at at time zone 'UTC')::date, coalesce(sum(price_usd), 0), count(*)
  from stored group by 1, 2, 3 order by 1, 2, 3
  on conflict (project_id, account_id, day) do update set
    revenue_usd = old.revenue_usd + excluded.revenue_usd, renewals = old.renewals + excluded.renewals
)
insert into subscriptions as old (project_id, account_id, key, status, environment, store, app_id, product_id, period_type,
  country_code, expires_at, customer_id, current_customer_id, event_id, event_type, ordered_at, type_rank)
select distinct on (project_id, account_id, key) project_id, account_id, key, 'active', environment, store, app_id,
  product_id, period_type, country_code, to_timestamp((body->'event'->>'expiration_at_ms')::numeric / 1000),
  original_app_user_id, original_app_user_id, event_id, type, ordered_at, 20
from stored
cross join lateral (select concat_ws(' ', 'transaction', store, original_transaction_id) as key) subscription
order by project_id, account_id, key, ordered_at desc, event_id desc
on conflict (project_id, account_id, key) do update set
  status = excluded.status, product_id = excluded.product_id, period_type = excluded.period_type,
  expires_at = excluded.expires_at, customer_id = excluded.customer_id,
  current_customer_id = excluded.current_customer_id, event_id = excluded.event_id, event_type = excluded.event_type,
  ordered_at = excluded.ordered_at, type_rank = excluded.type_rank
where (excluded.ordered_at, excluded.type_rank, excluded.event_id) > (old.ordered_at, old.type_rank, old.event_id)`,
};
