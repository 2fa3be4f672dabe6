import type { Prisma } from '../../prisma/generated/client.js';
import type { AccountRef } from '../../workflows/activities.js';

/** Complete days that are compared. */
const DAYS = 7;

/** What charts and webhooks say of one UTC day; decimal text, and null where one of them does not know. */
export interface ReconciledDay {
  readonly day: string;
  /** Paid transactions: the chart's own count, and the purchases and renewals that webhooks brought. */
  readonly charts: number;
  readonly webhooks: number;
  /** Money is compared in US dollars only: webhooks know no other currency. */
  readonly charts_usd: string | null;
  readonly webhooks_usd: string;
}

/**
 * Charts and webhooks of the last complete days side by side, day by day. Nothing is compared until webhooks have come for
 * all of these days: what came before the webhook was set up is no gap.
 *
 * @returns null while there is nothing to compare.
 */
export async function reconcile(
  tx: Prisma.TransactionClient,
  { projectId, accountId }: AccountRef,
  asOf: string,
): Promise<ReconciledDay[] | null> {
  const days = await tx.$queryRaw<ReconciledDay[]>`
    SELECT point.period::text AS day, (point.parts ->> 'transactions')::float8 AS charts,
      (coalesce(live.purchases, 0) + coalesce(live.renewals, 0))::float8 AS webhooks,
      CASE WHEN point.currency = 'USD' THEN point.value::text END AS charts_usd,
      coalesce(live.revenue_usd, 0)::text AS webhooks_usd
    FROM sync_runs run
    JOIN revenuecat_accounts account ON account.project_id = run.project_id AND account.id = run.account_id
    JOIN metric_points point ON point.project_id = run.project_id AND point.account_id = run.account_id
      AND point.metric = 'revenue' AND point.product_id = '' AND point.resolution = 'day'
      AND point.currency = run.currency
    LEFT JOIN live_daily_totals live ON live.project_id = point.project_id AND live.account_id = point.account_id
      AND live.day = point.period
    WHERE run.project_id = ${projectId} AND run.account_id = ${accountId} AND run.status = 'running'
      AND point.complete AND point.parts ? 'transactions'
      AND point.period >= ${asOf}::date - ${DAYS}::int AND point.period < ${asOf}::date
      AND account.webhook_verified_at < ${asOf}::date - ${DAYS}::int
    ORDER BY point.period`;
  return days.length < DAYS ? null : days;
}
