import type { connections } from '../../prisma/generated/client.js';
import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';

/** @throws {Problem} `not-found` */
export async function findConnection(
  deps: Pick<ApiDeps, 'database'>,
  { projectId, connectionId }: { readonly projectId: string; readonly connectionId: string },
): Promise<connections> {
  const row = await deps.database.prisma.connections.findUnique({
    where: { project_id_id: { project_id: projectId, id: connectionId } },
  });
  if (row === null) throw new Problem('not-found');
  return row;
}
