import { Prisma } from '../../prisma/generated/client.js';
import type { Run } from '../../workflows/account/state.js';
import type { FinishedSync } from '../../workflows/activities.js';
import type { WorkerDeps } from '../deps.js';
import { CHARTS, stepOf, STEPS } from './charts.js';
import { publishPoints } from './publish-points.js';
import { reconcile } from './reconciliation.js';
import type { StagedData } from './staging.js';

type Transaction = Prisma.TransactionClient;

/** How each metric of a run fared; what is not `ok` kept its old numbers. */
export interface MetricStatus {
  readonly metric: string;
  readonly status: 'ok' | 'unavailable' | 'unexpected';
  readonly detail: string | null;
}

/**
 * Publishes everything a run has staged in one transaction: readers see all of it or nothing. Repeated after the commit
 * it finds the run finished and does nothing.
 */
export async function publishSync({ database, log }: WorkerDeps, input: FinishedSync): Promise<void> {
  const { projectId, accountId, run } = input;
  const metrics = metricStatuses(run);
  const status = statusOf(metrics);
  const published = await database.prisma.$transaction(
    async (tx) => {
      const owner = await tx.$queryRaw<{ generation: number }[]>`
        SELECT generation FROM revenuecat_accounts WHERE project_id = ${projectId} AND id = ${accountId} FOR SHARE`;
      const running = await tx.sync_runs.findFirst({
        where: { project_id: projectId, account_id: accountId, id: run.id, status: 'running' },
      });
      if (owner[0]?.generation !== input.generation || running === null) return false;
      const staged = await tx.sync_staging.findMany({
        where: { project_id: projectId, account_id: accountId, run_id: run.id, status: 'fetched' },
      });
      for (const { data, fetched_at } of staged.sort(listsFirst)) {
        await publishStep(tx, input, data as unknown as StagedData, fetched_at);
      }
      await finish(tx, input, status, metrics);
      return true;
    },
    { timeout: 50_000, maxWait: 10_000 },
  );
  if (published) {
    const { kind, id } = run;
    log.info(
      { project_id: projectId, account_id: accountId, run_id: id, kind, status, metrics },
      'sync.finished',
    );
  }
}

/** Gives a run up: its staging is dropped and its row says so. Nothing that was published before is touched. */
export async function abandonSync({ database, log }: WorkerDeps, input: FinishedSync): Promise<void> {
  const { projectId, accountId, run } = input;
  const cause = 'not_published';
  const metrics = metricStatuses(run).map((metric) =>
    metric.status === 'ok' ? { ...metric, status: 'unexpected' as const, detail: cause } : metric,
  );
  const where = { project_id: projectId, account_id: accountId };
  await database.prisma.$transaction([
    database.prisma.sync_staging.deleteMany({ where: { ...where, run_id: run.id } }),
    database.prisma.sync_runs.updateMany({
      where: { ...where, id: run.id, status: 'running' },
      data: {
        status: 'failed',
        cause,
        metrics: metrics as unknown as Prisma.InputJsonValue,
        finished_at: new Date(),
      },
    }),
  ]);
  log.error({ project_id: projectId, account_id: accountId, run_id: run.id }, 'sync.abandoned');
}

/** Charts divided by product are read with the names that the lists bring. */
function listsFirst(a: { readonly step: string }, b: { readonly step: string }): number {
  return STEPS.indexOf(a.step) - STEPS.indexOf(b.step);
}

async function publishStep(
  tx: Transaction,
  ref: FinishedSync,
  data: StagedData,
  fetchedAt: Date,
): Promise<void> {
  const { projectId, accountId } = ref;
  const tenant = { project_id: projectId, account_id: accountId };
  switch (data.kind) {
    case 'apps':
      for (const { id, name, type } of data.apps) {
        await tx.revenuecat_apps.upsert({
          where: { project_id_app_id: { project_id: projectId, app_id: id } },
          create: { ...tenant, app_id: id, name, type },
          update: { account_id: accountId, name, type },
        });
      }
      return;
    case 'products':
      for (const product of data.products) {
        await tx.products.upsert({
          where: { project_id_account_id_id: { ...tenant, id: product.id } },
          create: { ...tenant, ...product },
          update: product,
        });
      }
      return;
    case 'chart':
      return publishPoints(tx, ref, data, fetchedAt);
  }
}

async function finish(
  tx: Transaction,
  ref: FinishedSync,
  status: string,
  metrics: MetricStatus[],
): Promise<void> {
  const { projectId, accountId, run } = ref;
  const now = new Date();
  const reconciliation = await reconcile(tx, ref, run.asOf);
  await tx.sync_staging.deleteMany({
    where: { project_id: projectId, account_id: accountId, run_id: run.id },
  });
  await tx.sync_runs.update({
    where: { project_id_account_id_id: { project_id: projectId, account_id: accountId, id: run.id } },
    data: {
      status,
      metrics: metrics as unknown as Prisma.InputJsonValue,
      finished_at: now,
      cause: causeOf(run),
    },
  });
  if (status !== 'failed') {
    const read = metrics.flatMap(({ metric, status: how }) => (how === 'ok' ? [[metric, now] as const] : []));
    await tx.$executeRaw`
      UPDATE revenuecat_accounts
      SET metrics_published_at = metrics_published_at || ${JSON.stringify(Object.fromEntries(read))}::jsonb
      WHERE project_id = ${projectId} AND id = ${accountId}`;
    await tx.revenuecat_accounts.update({
      where: { project_id_id: { project_id: projectId, id: accountId } },
      data: {
        last_published_at: now,
        reconciliation:
          reconciliation === null ? Prisma.DbNull : (reconciliation as unknown as Prisma.InputJsonValue),
      },
    });
  }
}

function metricStatuses(run: Run): MetricStatus[] {
  return CHARTS.flatMap((source) => [
    metricStatus(run, source.metric, stepOf(source)),
    ...(source.byProduct ? [metricStatus(run, `${source.metric}_by_product`, stepOf(source, true))] : []),
  ]);
}

function metricStatus(run: Run, metric: string, step: string): MetricStatus {
  const result = run.results[step];
  const outcome = result?.outcome ?? 'transient';
  const status = outcome === 'fetched' ? 'ok' : outcome === 'unexpected' ? 'unexpected' : 'unavailable';
  return { metric, status, detail: result?.detail ?? null };
}

function statusOf(metrics: MetricStatus[]): 'complete' | 'partial' | 'failed' {
  const ok = metrics.filter(({ status }) => status === 'ok').length;
  if (ok === metrics.length) return 'complete';
  return ok > 0 ? 'partial' : 'failed';
}

/** Outcomes after which a later run may bring what this one did not. */
export const MAY_COME_LATER = ['transient', 'unauthorized'] as const;

/**
 * In a word why a run brought less than everything: what may come later before what RevenueCat refuses, so that a run has
 * read all there is unless its cause is one of those; else the first outcome that was not `fetched`.
 */
function causeOf(run: Run): string | null {
  const outcomes = run.steps.map((step) => run.results[step]?.outcome ?? 'transient');
  const later = MAY_COME_LATER.find((outcome) => outcomes.includes(outcome));
  return later ?? outcomes.find((outcome) => outcome !== 'fetched') ?? null;
}
