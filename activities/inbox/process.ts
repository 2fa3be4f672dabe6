import { type Database, isUnstorable } from '../../clients/postgres.js';
import { Prisma } from '../../prisma/generated/client.js';
import type { AccountRef } from '../../workflows/activities.js';
import type { WorkerDeps } from '../deps.js';
import { addLiveTotals } from './live-totals.js';
import { lockProjection, LONGEST_ID, projectSubscriptions } from './subscriptions.js';

/** One batch is one transaction: small enough to be quick, large enough that a burst needs few. */
const MOST_ROWS = 500;
const MOST_BYTES = 1_000_000;

interface Taken {
  event_id: string;
  size: number;
}

interface Processed {
  readonly processed: number;
  readonly more: boolean;
}

interface BatchResult {
  processed: number;
  oldest: Date | null;
  newest: Date | null;
}

/** Milliseconds: batches follow each other within one activity, since each activity costs Temporal as much as a small batch. */
const LONGEST = 5_000;

/**
 * Applies waiting events, each batch in one transaction, exactly once in effect: an event counts where its inbox row is
 * deleted. Only the account's workflow calls this, one call at a time.
 *
 * @returns `more` if the last batch was full. What has come since has a signal of its own: to go on at once for its sake
 * would cost a batch for every handful of events while they keep coming.
 */
export async function processInbox(deps: WorkerDeps, ref: AccountRef): Promise<Processed> {
  const until = Date.now() + LONGEST;
  for (let processed = 0; ;) {
    const batch = await processNext(deps, ref);
    processed += batch.processed;
    if (!batch.more || Date.now() >= until) return { processed, more: batch.more };
  }
}

async function processNext({ database, log }: WorkerDeps, ref: AccountRef): Promise<Processed> {
  for (let most = MOST_ROWS; ; most = Math.ceil(most / 2)) {
    try {
      const { more, ...result } = await processBatch(database, ref, most);
      if (result.processed > 0)
        log.info({ project_id: ref.projectId, account_id: ref.accountId, ...result }, 'events.processed');
      return { processed: result.processed, more: more || most < MOST_ROWS };
    } catch (error) {
      if (!isUnstorable(error)) throw error;
      // One event that cannot be taken in must not hold up all that come after it, nor a disconnect.
      if (most === 1) return setAside(database, ref, log);
    }
  }
}

function processBatch({ prisma }: Pick<Database, 'prisma'>, ref: AccountRef, most: number) {
  return prisma.$transaction(
    async (tx) => {
      const batch = await takeBatch(tx, ref, most);
      const ids = batch.map(({ event_id }) => event_id);
      if (ids.length === 0) return { processed: 0, oldest: null, newest: null, more: false };
      await lockProjection(tx, ref);
      const which = Prisma.sql`event_id = ANY(${ids})`;
      await addLiveTotals(tx, ref, which);
      await projectSubscriptions(tx, ref, which);
      await meetApps(tx, ref, ids);
      return { ...(await settle(tx, ref, ids)), more: isFull(batch) };
    },
    { timeout: 25_000, maxWait: 10_000 },
  );
}

/** The oldest event that waits stays stored, without `processed_at`; the log names it for whoever mends what it met. */
async function setAside(
  { prisma }: Pick<Database, 'prisma'>,
  ref: AccountRef,
  log: WorkerDeps['log'],
): Promise<Processed> {
  const [event] = await prisma.$transaction((tx) => takeBatch(tx, ref, 1));
  const { projectId: project_id, accountId: account_id } = ref;
  log.error({ project_id, account_id, event_id: event?.event_id }, 'events.set_aside');
  return { processed: 0, more: true };
}

/** By place (`ctid`): what a plan by keys costs hangs on how long ago Postgres counted a table that is mostly empty. */
async function takeBatch(tx: Prisma.TransactionClient, ref: AccountRef, most: number): Promise<Taken[]> {
  return tx.$queryRaw<Taken[]>`
    DELETE FROM event_inbox WHERE ctid = ANY (ARRAY(
      SELECT row_id FROM (
        SELECT ctid AS row_id, sum(size) OVER (ORDER BY received_at, event_id) - size AS bytes_before
        FROM event_inbox WHERE project_id = ${ref.projectId} AND account_id = ${ref.accountId}
        ORDER BY received_at, event_id LIMIT ${most}) AS oldest
      WHERE bytes_before < ${MOST_BYTES}))
    RETURNING event_id, size`;
}

function isFull(batch: readonly Taken[]): boolean {
  const bytes = batch.reduce((sum, { size }) => sum + size, 0);
  return batch.length >= MOST_ROWS || bytes >= MOST_BYTES;
}

/** An app named by a routed event belongs to the event's account, unless it is known to be another's. */
async function meetApps(tx: Prisma.TransactionClient, ref: AccountRef, ids: string[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO revenuecat_apps (project_id, app_id, account_id)
    SELECT DISTINCT project_id, app_id, account_id FROM revenue_events
    WHERE project_id = ${ref.projectId} AND account_id = ${ref.accountId} AND event_id = ANY(${ids})
      AND octet_length(app_id) <= ${LONGEST_ID} AND type <> 'TEST'
    ON CONFLICT DO NOTHING`;
}

async function settle(tx: Prisma.TransactionClient, ref: AccountRef, ids: string[]): Promise<BatchResult> {
  const rows = await tx.$queryRaw<BatchResult[]>`
    WITH done AS (
      UPDATE revenue_events SET processed_at = now()
      WHERE project_id = ${ref.projectId} AND account_id = ${ref.accountId} AND event_id = ANY(${ids})
      RETURNING received_at
    ), seen AS (SELECT count(*)::int AS processed, min(received_at) AS oldest, max(received_at) AS newest FROM done),
    account AS (
      UPDATE revenuecat_accounts SET webhook_verified_at = coalesce(webhook_verified_at, seen.oldest),
        webhook_last_event_at = greatest(webhook_last_event_at, seen.newest)
      FROM seen WHERE project_id = ${ref.projectId} AND id = ${ref.accountId} AND seen.processed > 0
    )
    SELECT processed, oldest, newest FROM seen`;
  return rows[0] ?? { processed: 0, oldest: null, newest: null };
}
