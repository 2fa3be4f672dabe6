import type { Prisma } from '../../prisma/generated/client.js';
import type { AccountRef } from '../../workflows/activities.js';

/**
 * Adds events to the totals of their days. What an event counts for follows from its row alone, so that all of them together
 * make the totals anew.
 *
 * Money counts by RevenueCat's rule ("Webhooks", event types and fields): purchases, renewals, refunds with their negative
 * price, reversed refunds; nothing else, no sandbox, no family shares. Prices are in US dollars.
 *
 * @param which of the account's events: each may be added once.
 */
export async function addLiveTotals(
  tx: Prisma.TransactionClient,
  ref: Pick<AccountRef, 'projectId' | 'accountId'>,
  which: Prisma.Sql,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO live_daily_totals AS old
      (project_id, account_id, day, revenue_usd, purchases, renewals, refunds, cancellations, expirations, trials)
    SELECT project_id, account_id, (ordered_at AT TIME ZONE 'UTC')::date,
      coalesce(sum(price_usd) FILTER (WHERE type IN ('INITIAL_PURCHASE', 'RENEWAL', 'NON_RENEWING_PURCHASE', 'REFUND_REVERSED')
        OR (type = 'CANCELLATION' AND price_usd < 0)), 0),
      count(*) FILTER (WHERE type IN ('INITIAL_PURCHASE', 'NON_RENEWING_PURCHASE') AND period_type IS DISTINCT FROM 'TRIAL'),
      count(*) FILTER (WHERE type = 'RENEWAL'),
      count(*) FILTER (WHERE type = 'CANCELLATION' AND price_usd < 0),
      count(*) FILTER (WHERE type = 'CANCELLATION' AND (price_usd IS NULL OR price_usd >= 0)),
      count(*) FILTER (WHERE type = 'EXPIRATION'),
      count(*) FILTER (WHERE type = 'INITIAL_PURCHASE' AND period_type = 'TRIAL')
    FROM revenue_events
    WHERE project_id = ${ref.projectId} AND account_id = ${ref.accountId} AND ${which}
      AND type <> 'TEST' AND environment IS DISTINCT FROM 'SANDBOX' AND store IS DISTINCT FROM 'TEST_STORE'
      AND coalesce(body -> 'event' ->> 'is_family_share', 'false') <> 'true'
    GROUP BY 1, 2, 3
    ON CONFLICT (project_id, account_id, day) DO UPDATE SET
      revenue_usd = old.revenue_usd + excluded.revenue_usd, purchases = old.purchases + excluded.purchases,
      renewals = old.renewals + excluded.renewals, refunds = old.refunds + excluded.refunds,
      cancellations = old.cancellations + excluded.cancellations, expirations = old.expirations + excluded.expirations,
      trials = old.trials + excluded.trials`;
}
