import { Prisma } from '../../prisma/generated/client.js';
import type { AccountRef } from '../../workflows/activities.js';

type Transaction = Prisma.TransactionClient;
type Whose = Pick<AccountRef, 'projectId' | 'accountId'>;

/**
 * What each type of event leaves a subscription as, and which of several of the same moment is the last word: RevenueCat
 * sends BILLING_ISSUE, CANCELLATION and EXPIRATION together, in any order ("Webhooks", event types). PRODUCT_CHANGE only
 * informs: the change itself comes as a purchase or a renewal.
 */
const STATES = [
  ['INITIAL_PURCHASE', 10, 'active'],
  ['TEMPORARY_ENTITLEMENT_GRANT', 15, 'active'],
  ['RENEWAL', 20, 'active'],
  ['SUBSCRIPTION_EXTENDED', 30, 'active'],
  ['UNCANCELLATION', 40, 'active'],
  ['BILLING_ISSUE', 50, 'billing_issue'],
  ['SUBSCRIPTION_PAUSED', 55, 'paused'],
  ['CANCELLATION', 60, 'cancelled'],
  ['REFUND_REVERSED', 65, 'active'],
  ['EXPIRATION', 70, 'expired'],
] as const;

/** Bytes: a longer id has no place in an index, and names nothing that RevenueCat knows. */
export const LONGEST_ID = 500;

const states = Prisma.join(
  STATES.map(([type, rank, status]) => Prisma.sql`(${type}, ${rank}::int, ${status})`),
);

/** One at a time for each account: a batch, or a rebuilding. */
export async function lockProjection(tx: Transaction, { projectId, accountId }: Whose): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`${projectId} ${accountId}`}, 0))`;
}

/**
 * Takes events into `subscriptions`: per subscription the greatest of (`ordered_at`, order of types, id) wins, so that the
 * result does not depend on the order in which they come.
 *
 * @param which of the account's events.
 */
export async function projectSubscriptions(tx: Transaction, ref: Whose, which: Prisma.Sql): Promise<void> {
  const { projectId, accountId } = ref;
  const own = Prisma.sql`project_id = ${projectId} AND account_id = ${accountId}`;
  await tx.$executeRaw`
    INSERT INTO subscriptions AS old
      (project_id, account_id, key, status, environment, store, app_id, product_id, period_type, country_code, expires_at,
       customer_id, current_customer_id, event_id, event_type, ordered_at, type_rank)
    SELECT DISTINCT ON (subscription.key) project_id, account_id, subscription.key,
      CASE WHEN state.status = 'active' AND period_type = 'TRIAL' THEN 'trial'
        WHEN type = 'CANCELLATION' AND price_usd < 0 THEN 'refunded' ELSE state.status END,
      environment, store, app_id, product_id, period_type, country_code, expires_at, customer, customer, event_id, type,
      ordered_at, state.rank
    FROM revenue_events
    JOIN (VALUES ${states}) AS state (type, rank, status) USING (type)
    CROSS JOIN LATERAL (
      SELECT coalesce(original_app_user_id, app_user_id) AS customer,
        CASE WHEN jsonb_typeof(expiration) = 'number' AND abs(expiration::numeric) < 1e14
          THEN to_timestamp(expiration::numeric / 1000) END AS expires_at
      -- Read once: the body lies apart from its row.
      FROM (SELECT body #> '{event,expiration_at_ms}' AS expiration OFFSET 0) AS content) AS fields
    CROSS JOIN LATERAL (
      SELECT CASE WHEN original_transaction_id IS NOT NULL
        THEN concat_ws(' ', 'transaction', coalesce(store, '-'), original_transaction_id)
        ELSE concat_ws(chr(31), 'customer', environment, store, customer, product_id) END AS key) AS subscription
    WHERE ${own} AND ${which} AND (original_transaction_id IS NOT NULL OR (customer IS NOT NULL AND product_id IS NOT NULL))
      AND octet_length(subscription.key) <= ${LONGEST_ID} AND octet_length(coalesce(customer, '')) <= ${LONGEST_ID}
    ORDER BY subscription.key, ordered_at DESC, state.rank DESC, event_id DESC
    ON CONFLICT (project_id, account_id, key) DO UPDATE SET
      status = excluded.status, environment = excluded.environment, store = excluded.store, app_id = excluded.app_id,
      product_id = excluded.product_id, period_type = excluded.period_type, country_code = excluded.country_code,
      expires_at = excluded.expires_at, customer_id = excluded.customer_id,
      current_customer_id = excluded.current_customer_id, event_id = excluded.event_id,
      event_type = excluded.event_type, ordered_at = excluded.ordered_at, type_rank = excluded.type_rank
    WHERE (excluded.ordered_at, excluded.type_rank, excluded.event_id) > (old.ordered_at, old.type_rank, old.event_id)`;
  await tx.$executeRaw`
    INSERT INTO customer_transfers (project_id, account_id, event_id, from_ids, to_id, ordered_at)
    SELECT project_id, account_id, event_id,
      ARRAY(SELECT id FROM jsonb_array_elements_text(body -> 'event' -> 'transferred_from') AS id
        WHERE octet_length(id) <= ${LONGEST_ID}),
      body -> 'event' -> 'transferred_to' ->> 0, ordered_at
    FROM revenue_events
    WHERE ${own} AND ${which} AND type = 'TRANSFER' AND jsonb_typeof(body -> 'event' -> 'transferred_from') = 'array'
      AND octet_length(body -> 'event' -> 'transferred_to' ->> 0) <= ${LONGEST_ID}
    ON CONFLICT DO NOTHING`;
  await follow(
    tx,
    own,
    Prisma.sql`event_id IN (SELECT event_id FROM revenue_events WHERE ${own} AND ${which})`,
  );
}

/**
 * Whose the subscriptions are that these events are about: from the customer of its own event along every later transfer.
 * Worked out from the rows, so a transfer that comes late, or before what it moves, ends in the same place.
 */
async function follow(tx: Transaction, own: Prisma.Sql, fresh: Prisma.Sql): Promise<void> {
  await tx.$executeRaw`
    WITH RECURSIVE moved AS (
      SELECT unnest(from_ids) AS customer FROM customer_transfers WHERE ${own} AND ${fresh}
      UNION
      SELECT unnest(from_ids) FROM customer_transfers JOIN moved ON to_id = moved.customer WHERE ${own}
    ), path AS (
      SELECT key, customer_id AS customer, ordered_at, ''::text AS event_id, 0 AS step FROM subscriptions
      WHERE ${own} AND (${fresh} OR customer_id IN (SELECT customer FROM moved))
        -- Most accounts have none, and are spared the search for each of their subscriptions.
        AND EXISTS (SELECT FROM customer_transfers WHERE ${own})
      UNION ALL
      SELECT path.key, next.to_id, next.ordered_at, next.event_id, path.step + 1 FROM path
      CROSS JOIN LATERAL (
        SELECT to_id, ordered_at, event_id FROM customer_transfers
        WHERE ${own} AND from_ids @> ARRAY[path.customer]
          AND (ordered_at, event_id) > (path.ordered_at, path.event_id)
        ORDER BY ordered_at, event_id LIMIT 1) AS next
    ), arrived AS (SELECT DISTINCT ON (key) key, customer FROM path ORDER BY key, step DESC)
    UPDATE subscriptions SET current_customer_id = arrived.customer FROM arrived
    WHERE ${own} AND subscriptions.key = arrived.key AND current_customer_id IS DISTINCT FROM arrived.customer`;
}
