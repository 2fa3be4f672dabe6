import { heartbeat } from '@temporalio/activity';

import type { Prisma } from '../../prisma/generated/client.js';
import type { CredentialRef } from '../../workflows/activities.js';
import type { Difference, Look, Patience } from '../../workflows/differences.js';
import { deleteCredential } from '../credentials/delete.js';
import { credentialPath, intentPath } from '../credentials/store.js';
import type { WorkerDeps } from '../deps.js';
import { ownerOfCredential } from './credential-owner.js';
import { repair } from './repair.js';
import { isOlder, lookThroughFolders } from './vault-folders.js';

/** An intent stands beside its credential and shares its fate. */
const INTENT = /\.intent$/;

/** Finds credentials, or intents that outlived theirs, which nobody has owned for an hour. */
export function lookAtCredentials(deps: WorkerDeps, after: string | null, patience: Patience): Promise<Look> {
  const { vault, database } = deps;
  return lookThroughFolders(vault, 'credentials', after, async (projectId, names) => {
    const ids = [...new Set(names.map((name) => name.replace(INTENT, '')))];
    const differences: Difference[] = [];
    for (const credentialId of await withoutRow(database.prisma, projectId, ids, patience)) {
      heartbeat();
      if (await isForsaken(deps, database.prisma, { projectId, credentialId }, patience)) {
        differences.push({
          kind: 'credential_orphaned',
          projectId,
          subject: credentialId,
          generation: null,
        });
      }
    }
    return { seen: ids.length, differences };
  });
}

/** Deletes a credential that is still an orphan. */
export function repairCredential(
  deps: WorkerDeps,
  difference: Difference,
  patience: Patience,
): Promise<boolean> {
  const ref = { projectId: difference.projectId, credentialId: difference.subject };
  return repair(deps, difference, {
    async lookAgain(tx) {
      const without = await withoutRow(tx, ref.projectId, [ref.credentialId], patience);
      return without.length === 1 && (await isForsaken(deps, tx, ref, patience)) ? ref : null;
    },
    act: (orphan) => deleteCredential(deps.vault, orphan),
  });
}

/**
 * Those that no row owns: no account, and no attempt that is open or ended a moment ago. Of a project that Postgres does
 * not know nothing can be said: its credentials are left alone.
 */
async function withoutRow(
  db: Prisma.TransactionClient,
  projectId: string,
  credentialIds: readonly string[],
  { orphanAge }: Patience,
): Promise<string[]> {
  const credential_id = { in: [...credentialIds] };
  const project = await db.projects.findUnique({
    where: { id: projectId },
    select: {
      accounts: { where: { credential_id }, select: { credential_id: true } },
      connections: {
        where: {
          credential_id,
          OR: [{ ended_at: null }, { ended_at: { gt: new Date(Date.now() - orphanAge) } }],
        },
        select: { credential_id: true },
      },
    },
  });
  if (project === null) return [];
  const owned = [...project.accounts, ...project.connections].map((row) => row.credential_id);
  return credentialIds.filter((id) => !owned.includes(id));
}

/** Old enough, and no workflow holds it. */
async function isForsaken(
  deps: WorkerDeps,
  db: Prisma.TransactionClient,
  ref: CredentialRef,
  { orphanAge }: Patience,
): Promise<boolean> {
  const paths = [credentialPath(ref), intentPath(ref)];
  if (!(await isOlder(deps.vault, 'credentials', paths, orphanAge))) return false;
  return (await ownerOfCredential(deps, db, ref)) === 'nobody';
}
