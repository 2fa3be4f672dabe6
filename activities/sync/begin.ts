import { ApplicationFailure } from '@temporalio/common';

import type { Prisma } from '../../prisma/generated/client.js';
import type { Run } from '../../workflows/account/state.js';
import type { AccountRef, BegunSync } from '../../workflows/activities.js';
import { affordableInterval } from '../budget/interval.js';
import { cadenceOf } from '../cadence.js';
import type { WorkerDeps } from '../deps.js';
import { STEPS } from './charts.js';
import { MAY_COME_LATER } from './publish.js';

const DAY = 24 * 60 * 60_000;
/** RevenueCat's history is fetched back to the project's creation, at most two years. */
const LONGEST_HISTORY = 730 * DAY;
/** What an hourly run reads again, since refunds and late data change the past; everything is read once a day. */
const TRAILING_WINDOW = 40 * DAY;

/** Makes the run's row, so that it can be seen, and fixes what it will fetch. Repeated, it finds its own row. */
export async function beginSync(
  deps: WorkerDeps,
  ref: AccountRef,
  run: Pick<Run, 'id' | 'kind' | 'slot'>,
): Promise<BegunSync> {
  const { prisma } = deps.database;
  const account = await prisma.revenuecat_accounts.findUniqueOrThrow({
    where: { project_id_id: { project_id: ref.projectId, id: ref.accountId } },
    include: { project: { include: { layer: true } } },
  });
  const currency = account.project.layer?.currency ?? account.project.currency;
  const now = new Date();
  const { from, asOf } = await range(
    prisma,
    ref,
    run.kind,
    account.revenuecat_project_created_at,
    currency,
    now,
  );
  await prisma.$transaction(async (tx) => {
    await endInterrupted(tx, ref, run.id);
    await tx.sync_runs.createMany({
      data: {
        project_id: ref.projectId,
        account_id: ref.accountId,
        id: run.id,
        kind: run.kind,
        slot: new Date(run.slot),
        status: 'running',
        as_of: new Date(asOf),
        fetched_from: new Date(from),
        currency,
        steps_total: STEPS.length,
        started_at: now,
      },
      skipDuplicates: true,
    });
  });
  return {
    from,
    asOf,
    currency,
    steps: STEPS,
    cadence: { ...cadenceOf(deps), syncInterval: await affordableInterval(deps, account.budget_key) },
  };
}

/**
 * Runs that a workflow which was ended by force left behind. Under a lock on the account, and only in its generation.
 *
 * @throws {ApplicationFailure} `StaleGeneration`
 */
async function endInterrupted(tx: Prisma.TransactionClient, ref: AccountRef, runId: string): Promise<void> {
  const { projectId, accountId, generation } = ref;
  const owners = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM revenuecat_accounts
    WHERE project_id = ${projectId} AND id = ${accountId} AND generation = ${generation} FOR SHARE`;
  if (owners.length === 0)
    throw ApplicationFailure.nonRetryable('Another generation by now.', 'StaleGeneration');
  const others = { project_id: projectId, account_id: accountId };
  await tx.sync_staging.deleteMany({ where: { ...others, run_id: { not: runId } } });
  await tx.sync_runs.updateMany({
    where: { ...others, id: { not: runId }, status: 'running' },
    data: { status: 'failed', cause: 'interrupted', finished_at: new Date() },
  });
}

async function range(
  prisma: WorkerDeps['database']['prisma'],
  ref: AccountRef,
  kind: Run['kind'],
  createdAt: Date,
  currency: string,
  now: Date,
): Promise<{ from: string; asOf: string }> {
  const asOf = utcDay(now.getTime());
  // By RevenueCat's clock, which may be ahead of ours: a range never ends before it begins.
  const created = Math.min(createdAt.getTime(), now.getTime());
  const beginning = utcDay(Math.max(created, now.getTime() - LONGEST_HISTORY));
  const fullToday = await prisma.sync_runs.findFirst({
    where: {
      project_id: ref.projectId,
      account_id: ref.accountId,
      status: { in: ['complete', 'partial'] },
      // What RevenueCat did not answer in time may come with the next run, its history included, at no more calls.
      OR: [{ cause: null }, { cause: { notIn: [...MAY_COME_LATER] } }],
      currency,
      as_of: new Date(asOf),
      fetched_from: { lte: new Date(beginning) },
    },
    select: { id: true },
  });
  if (kind === 'first' || fullToday === null) return { from: beginning, asOf };
  const trailing = utcDay(now.getTime() - TRAILING_WINDOW);
  return { from: trailing > beginning ? trailing : beginning, asOf };
}

function utcDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
