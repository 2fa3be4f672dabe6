import { Prisma } from '../../prisma/generated/client.js';
import type { RebuildActivities, RebuildInput, Rebuilt } from '../../workflows/rebuild.js';
import type { WorkerDeps } from '../deps.js';
import { addLiveTotals } from './live-totals.js';
import { lockProjection, projectSubscriptions } from './subscriptions.js';

type Deps = Pick<WorkerDeps, 'database' | 'log'>;

/** Milliseconds; years of events are one statement. */
const LONGEST = 10 * 60_000;

export function createRebuildActivities(deps: Deps): RebuildActivities {
  return { rebuildSubscriptions: (input) => rebuildAccount(deps, input) };
}

/** What is worked out from an account's events and nothing else. */
const TABLES = ['subscriptions', 'customer_transfers', 'live_daily_totals'] as const;

/**
 * Makes what follows from an account's processed events anew and exchanges it, in one transaction: readers see the old rows
 * until then. Deliveries are stored as ever. What they bring is processed meanwhile, too: batches wait only for the last
 * part, in which the events that were processed meanwhile are added and the rows exchanged.
 */
export async function rebuildAccount({ database, log }: Deps, input: RebuildInput): Promise<Rebuilt> {
  const { projectId: project_id, accountId: account_id } = input;
  const own = Prisma.sql`project_id = ${project_id} AND account_id = ${account_id}`;
  const result = await database.prisma.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = ${LONGEST}`);
      await standBeside(tx);
      await takeIn(tx, input, own);
      await lockProjection(tx, input);
      await takeIn(tx, input, own);
      const changes = await countChanges(tx, own);
      await exchange(tx, own);
      return changes;
    },
    { timeout: LONGEST, maxWait: 10_000 },
  );
  log.info({ project_id, account_id, ...result }, 'account.rebuilt');
  return result;
}

/**
 * Tables for what is taken in, and empty ones that go by the names of ours and are found first: what is written to them
 * from here on, until the end of the transaction, stands beside what people read (PostgreSQL, "search_path").
 */
async function standBeside(tx: Prisma.TransactionClient): Promise<void> {
  for (const table of TABLES) {
    await tx.$executeRawUnsafe(
      `CREATE TEMPORARY TABLE ${table} (LIKE public.${table} INCLUDING ALL) ON COMMIT DROP`,
    );
  }
  for (const table of ['taken', 'fresh']) {
    await tx.$executeRawUnsafe(`CREATE TEMPORARY TABLE ${table} (event_id text PRIMARY KEY) ON COMMIT DROP`);
  }
}

/** Takes in the processed events that have not been taken in yet, each once. */
async function takeIn(tx: Prisma.TransactionClient, whose: RebuildInput, own: Prisma.Sql): Promise<void> {
  await tx.$executeRaw`INSERT INTO fresh SELECT event_id FROM revenue_events
    WHERE ${own} AND processed_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM taken WHERE taken.event_id = revenue_events.event_id)`;
  await tx.$executeRaw`ANALYZE fresh`;
  const which = Prisma.sql`event_id IN (SELECT event_id FROM fresh)`;
  await addLiveTotals(tx, whose, which);
  await projectSubscriptions(tx, whose, which);
  await tx.$executeRaw`INSERT INTO taken SELECT event_id FROM fresh`;
  await tx.$executeRaw`ANALYZE taken`;
  await tx.$executeRaw`TRUNCATE fresh`;
}

async function countChanges(tx: Prisma.TransactionClient, own: Prisma.Sql): Promise<Rebuilt> {
  const [counts] = await tx.$queryRaw<Rebuilt[]>`
    SELECT * FROM (
      SELECT count(made.key)::int AS subscriptions,
        (count(*) FILTER (WHERE to_jsonb(made) IS DISTINCT FROM to_jsonb(before)))::int AS changed
      FROM subscriptions AS made
      FULL JOIN (SELECT * FROM public.subscriptions WHERE ${own}) AS before USING (key)) AS subscriptions,
    (
      SELECT count(made.day)::int AS days,
        (count(*) FILTER (WHERE to_jsonb(made) IS DISTINCT FROM to_jsonb(before)))::int AS "daysChanged"
      FROM live_daily_totals AS made
      FULL JOIN (SELECT * FROM public.live_daily_totals WHERE ${own}) AS before USING (day)) AS days`;
  return counts ?? { subscriptions: 0, changed: 0, days: 0, daysChanged: 0 };
}

async function exchange(tx: Prisma.TransactionClient, own: Prisma.Sql): Promise<void> {
  for (const table of TABLES) {
    const [there, beside] = [Prisma.raw(`public.${table}`), Prisma.raw(`pg_temp.${table}`)];
    await tx.$executeRaw`DELETE FROM ${there} WHERE ${own}`;
    await tx.$executeRaw`INSERT INTO ${there} SELECT * FROM ${beside}`;
  }
}
