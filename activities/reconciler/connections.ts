import { inboundPath } from '../../clients/inbound.js';
import type { Difference, Look, Patience } from '../../workflows/differences.js';
import { connectionWorkflowId } from '../../workflows/ids.js';
import { deleteCredential } from '../credentials/delete.js';
import type { WorkerDeps } from '../deps.js';
import { inParallel } from '../in-parallel.js';
import { ownerOfCredential } from './credential-owner.js';
import { isLive } from './live-workflows.js';
import { positionAfter, positionOf, ROWS_PER_LOOK } from './position.js';
import { repair } from './repair.js';

interface Row {
  readonly project_id: string;
  readonly id: string;
  readonly credential_id: string;
}

/** Finds attempts to connect that are past their deadline, still open, and without a live workflow to end them. */
export async function lookAtConnections(
  deps: WorkerDeps,
  after: string | null,
  { overdue }: Patience,
): Promise<Look> {
  const [project, connection] = positionOf(after);
  const rows = await deps.database.prisma.$queryRaw<Row[]>`
    SELECT project_id, id, credential_id FROM connections
    WHERE (project_id, id) > (${project}, ${connection})
      AND ended_at IS NULL AND expires_at < ${new Date(Date.now() - overdue)}
    ORDER BY project_id, id LIMIT ${ROWS_PER_LOOK}`;
  const lives = await inParallel(rows, ({ id }) => isLive(deps, connectionWorkflowId(id)));
  const differences = rows
    .filter((_row, index) => lives[index] === false)
    .map(({ project_id: projectId, id: subject }) => {
      return { kind: 'connection_stuck' as const, projectId, subject, generation: null };
    });
  return { seen: rows.length, differences, next: positionAfter(rows) };
}

/**
 * Ends a stuck attempt as its workflow would have: secrets first, then the row. If an account owns its credential the
 * attempt had succeeded, and its row says so.
 */
export function repairConnection(
  deps: WorkerDeps,
  difference: Difference,
  { overdue }: Patience,
): Promise<boolean> {
  const { projectId, subject: connectionId } = difference;
  return repair(deps, difference, {
    async lookAgain(tx) {
      const [row] = await tx.$queryRaw<Row[]>`
        SELECT project_id, id, credential_id FROM connections
        WHERE project_id = ${projectId} AND id = ${connectionId}
          AND ended_at IS NULL AND expires_at < ${new Date(Date.now() - overdue)} FOR UPDATE`;
      if (row === undefined || (await isLive(deps, connectionWorkflowId(connectionId)))) return null;
      const credential = { projectId, credentialId: row.credential_id };
      const owner = await ownerOfCredential(deps, tx, credential);
      return owner === 'unknown' ? null : { credential, owner };
    },
    async act({ credential, owner }, tx) {
      await deps.vault.destroy('inbound', inboundPath({ projectId, connectionId }));
      if (owner === 'nobody') await deleteCredential(deps.vault, credential);
      await tx.connections.update({
        where: { project_id_id: { project_id: projectId, id: connectionId } },
        data: {
          ...(owner === 'nobody'
            ? { status: 'expired', problem: 'attempt-expired' }
            : { status: 'bound', account_id: owner.accountId }),
          revenuecat_projects: [],
          ended_at: new Date(),
        },
      });
    },
  });
}
