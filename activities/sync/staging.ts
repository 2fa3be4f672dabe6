import type { Prisma } from '../../prisma/generated/client.js';
import type { StepStatus } from '../../workflows/account/state.js';
import type { SyncStepInput } from '../../workflows/activities.js';
import type { WorkerDeps } from '../deps.js';
import type { StagedPoint } from './points.js';

/** What a step put aside for publishing. */
export type StagedData =
  | { readonly kind: 'apps'; readonly apps: { id: string; name: string; type: string | null }[] }
  | {
      readonly kind: 'products';
      readonly products: {
        id: string;
        app_id: string | null;
        store_identifier: string;
        display_name: string | null;
        type: string | null;
      }[];
    }
  | {
      readonly kind: 'chart';
      readonly chart: string;
      readonly version: 'v3' | 'v2';
      readonly selectors: Readonly<Record<string, unknown>>;
      readonly computedAt: number | null;
      readonly points: readonly StagedPoint[];
    };

/** What is kept of a step that brought nothing; another credential may do better. */
interface StagedFailure {
  readonly kind: 'failure';
  readonly credentialId: string;
  readonly httpStatus: number | null;
  readonly detail: string | null;
}

/**
 * What an earlier attempt at this step has staged before its answer was lost.
 *
 * @returns null where there is nothing, or only what came of another credential.
 */
export async function stagedStatus(
  { database }: WorkerDeps,
  input: SyncStepInput,
): Promise<StepStatus | null> {
  const row = await database.prisma.sync_staging.findUnique({
    where: { project_id_account_id_run_id_step: keyOf(input) },
  });
  if (row === null) return null;
  const { calls } = row;
  const data = row.data as unknown as StagedData | StagedFailure;
  if (row.status === 'fetched') return { outcome: 'fetched', calls, httpStatus: null, detail: null };
  if (data.kind !== 'failure' || data.credentialId !== input.credentialId) return null;
  const { httpStatus, detail } = data;
  return { outcome: row.status as StepStatus['outcome'], calls, httpStatus, detail };
}

/** @param data null where the step brought nothing: then its status is all there is. */
export async function stage(
  { database }: WorkerDeps,
  input: SyncStepInput,
  status: StepStatus,
  data: StagedData | null,
): Promise<void> {
  const key = keyOf(input);
  const { httpStatus, detail } = status;
  const failure: StagedFailure = { kind: 'failure', credentialId: input.credentialId, httpStatus, detail };
  const row = {
    status: status.outcome,
    calls: status.calls,
    data: (data ?? failure) as unknown as Prisma.InputJsonValue,
    fetched_at: new Date(),
  };
  await database.prisma.$transaction(async (tx) => {
    // An attempt that was given up may still come to its end: what it brings is no longer wanted.
    const running = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM sync_runs WHERE project_id = ${input.projectId} AND account_id = ${input.accountId}
        AND id = ${input.runId} AND status = 'running' FOR UPDATE`;
    if (running.length === 0) return;
    await tx.sync_staging.upsert({
      where: { project_id_account_id_run_id_step: key },
      create: { ...key, ...row },
      update: row,
    });
    await tx.$executeRaw`
      UPDATE sync_runs SET (steps_done, calls) = (
        SELECT count(*), coalesce(sum(calls), 0) FROM sync_staging
        WHERE project_id = ${input.projectId} AND account_id = ${input.accountId} AND run_id = ${input.runId})
      WHERE project_id = ${input.projectId} AND account_id = ${input.accountId} AND id = ${input.runId}`;
  });
}

function keyOf({ projectId, accountId, runId, step }: SyncStepInput) {
  return { project_id: projectId, account_id: accountId, run_id: runId, step };
}
