import { signingSecretPath } from '../../clients/signing-secret.js';
import type { Difference, Look, Patience } from '../../workflows/differences.js';
import type { WorkerDeps } from '../deps.js';
import { inParallel } from '../in-parallel.js';
import { positionAfter, positionOf, ROWS_PER_LOOK } from './position.js';
import { repair } from './repair.js';

interface Row {
  readonly project_id: string;
  readonly id: string;
  readonly generation: number;
}

/** Finds webhook signing secrets of disconnected accounts: one that was set at the very moment of the disconnect. */
export async function lookAtSigningSecrets(
  { vault, database }: WorkerDeps,
  after: string | null,
  { orphanAge }: Patience,
): Promise<Look> {
  const [project, account] = positionOf(after);
  const rows = await database.prisma.$queryRaw<Row[]>`
    SELECT project_id, id, generation FROM revenuecat_accounts
    WHERE (project_id, id) > (${project}, ${account}) AND status = 'disconnected'
      AND disconnected_at < ${new Date(Date.now() - orphanAge)} AND disconnected_at > now() - interval '7 days'
    ORDER BY project_id, id LIMIT ${ROWS_PER_LOOK}`;
  const left = await inParallel(rows, (row) =>
    vault.newestVersionAt('webhook-tokens', signingSecretPath(row.project_id, row.id)),
  );
  const differences = rows
    .filter((_row, index) => left[index] !== null)
    .map(({ project_id: projectId, id: subject, generation }) => {
      return { kind: 'signing_secret_orphaned' as const, projectId, subject, generation };
    });
  return { seen: rows.length, differences, next: positionAfter(rows) };
}

/** Deletes the signing secret of an account that is still disconnected, and cannot be revived meanwhile. */
export function repairSigningSecret(deps: WorkerDeps, difference: Difference): Promise<boolean> {
  const { projectId, subject: accountId, generation } = difference;
  const path = signingSecretPath(projectId, accountId);
  return repair(deps, difference, {
    async lookAgain(tx) {
      const rows = await tx.$queryRaw<Row[]>`
        SELECT project_id, id, generation FROM revenuecat_accounts
        WHERE project_id = ${projectId} AND id = ${accountId} AND generation = ${generation}
          AND status = 'disconnected' FOR UPDATE`;
      const there = (await deps.vault.newestVersionAt('webhook-tokens', path)) !== null;
      return rows.length === 1 && there ? path : null;
    },
    act: (orphan) => deps.vault.destroy('webhook-tokens', orphan),
  });
}
