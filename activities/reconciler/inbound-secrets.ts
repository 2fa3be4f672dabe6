import { inboundPath } from '../../clients/inbound.js';
import type { Prisma } from '../../prisma/generated/client.js';
import type { Difference, Look, Patience } from '../../workflows/differences.js';
import type { WorkerDeps } from '../deps.js';
import { repair } from './repair.js';
import { isOlder, lookThroughFolders } from './vault-folders.js';

/**
 * Finds what came in for an attempt to connect that is not open: the api died between its write to Vault and its row.
 * Vault deletes the secret itself after two hours, but keeps the path.
 */
export function lookAtInboundSecrets(
  { vault, database }: WorkerDeps,
  after: string | null,
  { orphanAge }: Patience,
): Promise<Look> {
  return lookThroughFolders(vault, 'inbound', after, async (projectId, connectionIds) => {
    const differences: Difference[] = [];
    for (const connectionId of await withoutOpenRow(database.prisma, projectId, connectionIds)) {
      if (await isOlder(vault, 'inbound', [inboundPath({ projectId, connectionId })], orphanAge)) {
        differences.push({
          kind: 'inbound_secret_orphaned',
          projectId,
          subject: connectionId,
          generation: null,
        });
      }
    }
    return { seen: connectionIds.length, differences };
  });
}

/** Deletes what came in for an attempt that is still not open. */
export function repairInboundSecret(
  deps: WorkerDeps,
  difference: Difference,
  { orphanAge }: Patience,
): Promise<boolean> {
  const { projectId, subject: connectionId } = difference;
  const path = inboundPath({ projectId, connectionId });
  return repair(deps, difference, {
    async lookAgain(tx) {
      const without = await withoutOpenRow(tx, projectId, [connectionId]);
      const old = await isOlder(deps.vault, 'inbound', [path], orphanAge);
      return without.length === 1 && old ? path : null;
    },
    act: (orphan) => deps.vault.destroy('inbound', orphan),
  });
}

async function withoutOpenRow(
  db: Prisma.TransactionClient,
  projectId: string,
  connectionIds: readonly string[],
): Promise<string[]> {
  const open = await db.connections.findMany({
    where: { project_id: projectId, id: { in: [...connectionIds] }, ended_at: null },
    select: { id: true },
  });
  const ids = open.map(({ id }) => id);
  return connectionIds.filter((id) => !ids.includes(id));
}
