import { Prisma, type PrismaClient, type revenuecat_accounts } from '../../prisma/generated/client.js';

/** What came for an account, and what did not get in. */
export interface WebhookTraffic {
  readonly waiting: number;
  /** When the oldest of those that wait came. */
  readonly oldest: Date | null;
  /** When the newest of those that wait came; the account's row knows of those that are processed. */
  readonly newest: Date | null;
  readonly events_last_hour: number;
  readonly refused_last_24h: number;
}

/** Counting on takes longer than the answer is worth. */
export const MOST_COUNTED = 10_000;

/** Of accounts in the order of the rows: one query however many there are. */
export async function webhookTraffic(
  prisma: PrismaClient,
  rows: readonly revenuecat_accounts[],
): Promise<WebhookTraffic[]> {
  const wanted = Prisma.join(
    rows.map(({ project_id, id }, n) => Prisma.sql`(${n}::int, ${project_id}, ${id})`),
  );
  return prisma.$queryRaw<WebhookTraffic[]>`
    WITH wanted (n, project_id, account_id) AS (VALUES ${wanted}),
    refused AS (
      SELECT project_id, account_id, sum(count)::int AS count FROM webhook_refusals
      WHERE project_id IN (SELECT project_id FROM wanted) AND minute > now() - interval '24 hours'
      GROUP BY project_id, account_id)
    SELECT inbox.waiting, inbox.oldest, inbox.newest, recent.count AS events_last_hour,
      coalesce(refused.count, 0) AS refused_last_24h
    FROM wanted
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS waiting, min(received_at) AS oldest, max(received_at) AS newest FROM event_inbox
      WHERE project_id = wanted.project_id AND account_id = wanted.account_id) AS inbox
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS count FROM (
        SELECT 1 FROM revenue_events
        WHERE project_id = wanted.project_id AND account_id = wanted.account_id
          AND received_at > now() - interval '1 hour'
        LIMIT ${MOST_COUNTED}) AS counted) AS recent
    LEFT JOIN refused ON refused.project_id = wanted.project_id AND refused.account_id = wanted.account_id
    ORDER BY wanted.n`;
}
