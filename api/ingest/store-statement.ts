/** A string field of the event, as text; null where it is missing or something else. */
const text = (field: string): string =>
  `case jsonb_typeof(event->'${field}') when 'string' then event->>'${field}' end`;

/** A number of the event with every digit it was sent with. */
const number = (field: string): string =>
  `case jsonb_typeof(event->'${field}') when 'number' then (event->'${field}')::numeric end`;

/** Text columns that have the name of the event's field. */
export const TEXT_COLUMNS: readonly string[] = [
  'environment',
  'app_id',
  'app_user_id',
  'original_app_user_id',
  'product_id',
  'store',
  'period_type',
  'currency',
  'transaction_id',
  'original_transaction_id',
  'country_code',
  'offer_code',
  'cancel_reason',
  'expiration_reason',
];

/** Years 1 to 9999: what every reader of a time can print. */
const EVENT_AT = `case when ${number('event_timestamp_ms')} between -62135596800000 and 253402300799999
    then to_timestamp(${number('event_timestamp_ms')} / 1000) end`;
const RENEWAL_NUMBER = `case when ${number('renewal_number')} between -2147483648 and 2147483647
    and ${number('renewal_number')} = trunc(${number('renewal_number')}) then ${number('renewal_number')} end`;

/**
 * Routes and stores a group of deliveries: one statement, hence one transaction.
 *
 * - `gates` locks what the group relies on: a disconnect either waits for this group, or holds the gate already. Then the
 *   group does not wait, since its other members have nothing to do with that; `accepting` is read under the lock.
 * - `stored` inserts in the order of keys: two groups with the same ids would otherwise wait for each other in a circle.
 * - Inbox rows are made for rows really inserted, and only there.
 */
export const STORE_STATEMENT = `
with incoming as materialized (
  select * from jsonb_to_recordset($1::jsonb) as delivery (
    n int, project_id text, named_account text, signed boolean, size int, event_id text, type text, app_id text,
    keep_attributes boolean, body jsonb, quarantine_id text, reason text, sealed text)
),
projects as materialized (
  select project_id, bool_or(accepting) as any_accepting,
    -- Gates stay when their account is disconnected: one gate means that there never was a second account.
    case count(*) when 1 then min(account_id) end as only_account
  from account_gates
  where project_id in (select project_id from incoming)
  group by project_id
),
candidates as materialized (
  select incoming.n, incoming.project_id, named_account, signed, coalesce(any_accepting, false) as any_accepting,
    app.account_id as account_of_app,
    coalesce(named_account, app.account_id, case when incoming.app_id is null then only_account end) as account_id
  from incoming
  left join projects on projects.project_id = incoming.project_id
  left join revenuecat_apps app on app.project_id = incoming.project_id and app.app_id = incoming.app_id
),
gates as materialized (
  select project_id, account_id, accepting, signing_secret_hash
  from account_gates
  where (project_id, account_id) in (select project_id, account_id from candidates)
  order by project_id, account_id
  for share of account_gates skip locked
),
judged as materialized (
  select candidate.n, candidate.project_id, candidate.account_id, case
      when candidate.account_id is null and any_accepting then 'unrouted'
      when candidate.account_id is null then 'no-account'
      when named_account is null and not any_accepting then 'no-account'
      when known.account_id is null then 'unknown-account'
      when gates.account_id is null then 'again'
      when not gates.accepting then 'not-accepting'
      when gates.signing_secret_hash is not null and not signed then 'unsigned'
      when account_of_app <> candidate.account_id then 'unrouted'
      else 'routed'
    end as verdict
  from candidates candidate
  left join account_gates known
    on known.project_id = candidate.project_id and known.account_id = candidate.account_id
  left join gates on gates.project_id = candidate.project_id and gates.account_id = candidate.account_id
),
routed as materialized (
  select n, project_id, verdict, case verdict when 'routed' then account_id end as account_id,
    -- A column of its own: the planner takes half of the rows for true, and joins for that many.
    verdict in ('routed', 'unrouted') as accepted
  from judged
),
events as materialized (
  select n, routed.project_id, account_id, event_id, type, size, kept_body,
    -- Without the attributes, whether kept or not: a hash that covers them would let anyone test guesses at an e-mail.
    sha256(convert_to((body #- '{event,subscriber_attributes}')::text, 'UTF8')) as body_hash,
    row_number() over (partition by routed.project_id, event_id order by n) = 1 as first
  from routed
  join incoming using (n)
  cross join lateral (
    select case when keep_attributes then body else body #- '{event,subscriber_attributes}' end as kept_body) kept
  where accepted and event_id is not null
),
stored as (
  insert into revenue_events (project_id, event_id, account_id, type, event_at, ordered_at, renewal_number, price_usd,
    price_in_purchased_currency, ${TEXT_COLUMNS.join(', ')}, body_hash, body)
  select project_id, event_id, account_id, type, event_at,
    -- A wild clock must not rule for ever.
    least(coalesce(event_at, now()), now() + interval '5 minutes'),
    ${RENEWAL_NUMBER}, ${number('price')}, ${number('price_in_purchased_currency')},
    ${TEXT_COLUMNS.map(text).join(', ')}, body_hash, kept_body
  from events
  cross join lateral (select kept_body->'event' as event) content
  cross join lateral (select ${EVENT_AT} as event_at) moment
  where first
  order by project_id, event_id
  on conflict (project_id, event_id) do nothing
  returning project_id, event_id
),
inbox as (
  insert into event_inbox (project_id, account_id, event_id, size)
  select project_id, account_id, event_id, size
  from stored
  join events using (project_id, event_id)
  where first and account_id is not null
  on conflict do nothing
),
quarantined as (
  insert into event_quarantine (project_id, id, account_id, reason, sealed_body, size)
  select routed.project_id, quarantine_id, account_id, reason, decode(sealed, 'base64'), size
  from routed
  join incoming using (n)
  where accepted and quarantine_id is not null
  on conflict do nothing
),
compared as materialized (
  select event.n, event.project_id, event.event_id, case
      when stored.event_id is not null and event.first then 'stored'
      when stored.event_id is not null and leader.body_hash = event.body_hash then 'duplicate'
      when earlier.body_hash = event.body_hash then 'duplicate'
      when earlier.body_hash is not null then 'conflict'
      else 'again'
    end as outcome
  from events event
  left join stored on stored.project_id = event.project_id and stored.event_id = event.event_id
  left join events leader
    on leader.first and leader.project_id = event.project_id and leader.event_id = event.event_id
  left join revenue_events earlier
    on earlier.project_id = event.project_id and earlier.event_id = event.event_id
),
counted as (
  update revenue_events set conflicts = conflicts + met.times
  from (
    select project_id, event_id, count(*)::int as times
    from compared
    where outcome = 'conflict'
    group by project_id, event_id
    order by project_id, event_id) met
  where revenue_events.project_id = met.project_id and revenue_events.event_id = met.event_id
)
select routed.n, account_id, coalesce(outcome, case when accepted then 'quarantined' else verdict end) as outcome
from routed
left join compared on compared.n = routed.n`;
