import { Prisma } from '../../prisma/generated/client.js';
import type { RebuildActivities, RebuildInput, RebuiltSubscriptions } from '../../workflows/rebuild.js';
import type { WorkerDeps } from '../deps.js';
import { lockProjection, projectSubscriptions } from './subscriptions.js';

type Deps = Pick<WorkerDeps, 'database' | 'log'>;

/** Milliseconds; years of events are one statement. */
const LONGEST = 10 * 60_000;

export function createRebuildActivities(deps: Deps): RebuildActivities {
  return { rebuildSubscriptions: (input) => rebuildSubscriptions(deps, input) };
}

/**
 * Makes an account's subscriptions anew from its processed events and swaps them in, in one transaction: readers see the
 * old ones until then. Deliveries are stored as ever; what they bring is processed when the rebuilding is over.
 */
export async function rebuildSubscriptions(
  { database, log }: Deps,
  input: RebuildInput,
): Promise<RebuiltSubscriptions> {
  const { projectId, accountId } = input;
  const own = Prisma.sql`project_id = ${projectId} AND account_id = ${accountId}`;
  const result = await database.prisma.$transaction(
    async (tx) => {
      await tx.$executeRawUnsafe(`SET LOCAL statement_timeout = ${LONGEST}`);
      await lockProjection(tx, input);
      await tx.$executeRaw`CREATE TEMPORARY TABLE before (LIKE subscriptions) ON COMMIT DROP`;
      await tx.$executeRaw`INSERT INTO before SELECT * FROM subscriptions WHERE ${own}`;
      await tx.$executeRaw`DELETE FROM subscriptions WHERE ${own}`;
      await tx.$executeRaw`DELETE FROM customer_transfers WHERE ${own}`;
      await projectSubscriptions(tx, input, Prisma.sql`processed_at IS NOT NULL`);
      const [counts] = await tx.$queryRaw<RebuiltSubscriptions[]>`
        SELECT count(made.key)::int AS subscriptions,
          (count(*) FILTER (WHERE to_jsonb(made) IS DISTINCT FROM to_jsonb(before)))::int AS changed
        FROM (SELECT * FROM subscriptions WHERE ${own}) AS made FULL JOIN before ON before.key = made.key`;
      return counts ?? { subscriptions: 0, changed: 0 };
    },
    { timeout: LONGEST, maxWait: 10_000 },
  );
  log.info({ project_id: projectId, account_id: accountId, ...result }, 'subscriptions.rebuilt');
  return result;
}
