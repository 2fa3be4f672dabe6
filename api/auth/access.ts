import type { ApiDeps } from '../deps.js';
import { id } from '../http/params.js';
import { Problem } from '../http/problem.js';
import type { Access, Caller } from '../http/route.js';

/**
 * Lets a caller through to a route, or says why not.
 *
 * @param projectId the project in the path, if the path names one.
 * @throws {Problem} `unauthenticated`, `not-found` for another tenant's project, `insufficient-access` or
 *   `browser-session-required`.
 */
export async function checkAccess(
  access: Access,
  caller: Caller | null,
  projectId: string | undefined,
  deps: Pick<ApiDeps, 'database'>,
): Promise<void> {
  if (access === 'public') return;
  if (caller === null) throw new Problem('unauthenticated');
  if (projectId !== undefined) await checkTenant(caller, projectId, deps);
  if (!suffices(access, caller)) throw new Problem('insufficient-access', { detail: needed(access) });
  if (access === 'session' && caller.sessionHash === null) throw new Problem('browser-session-required');
}

/** A project's key sees its project only; an administrator sees every project that exists. */
async function checkTenant(
  caller: Caller,
  projectId: string,
  deps: Pick<ApiDeps, 'database'>,
): Promise<void> {
  if (caller.access !== 'admin') {
    if (caller.projectId !== projectId) throw new Problem('not-found');
    return;
  }
  if (!id.safeParse(projectId).success) throw new Problem('not-found');
  const project = await deps.database.prisma.projects.findUnique({
    where: { id: projectId },
    select: { id: true },
  });
  if (project === null) throw new Problem('not-found');
}

function suffices(access: Access, caller: Caller): boolean {
  if (access === 'admin') return caller.access === 'admin';
  if (access === 'write' || access === 'session') return caller.access !== 'read';
  return true;
}

function needed(access: Access): string {
  return access === 'admin'
    ? 'This needs an admin key.'
    : 'Your key can read but not change this project: a write key is needed.';
}
