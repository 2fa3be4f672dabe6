import type { Vault, VaultArea } from '../../clients/vault.js';
import type { Difference, Look } from '../../workflows/differences.js';
import { inParallel } from '../in-parallel.js';

const FOLDERS_PER_LOOK = 200;

/** What lies in the folder of one project. */
export interface FolderLook {
  readonly seen: number;
  readonly differences: readonly Difference[];
}

/**
 * Looks through an area of Vault, project by project.
 *
 * @param after the folder the look before ended with.
 * @param lookInto told the project and the names in its folder.
 */
export async function lookThroughFolders(
  vault: Vault,
  area: VaultArea,
  after: string | null,
  lookInto: (projectId: string, names: readonly string[]) => Promise<FolderLook>,
): Promise<Look> {
  const folders = (await vault.list(area, ''))
    .filter((name) => name.endsWith('/'))
    .map((name) => name.slice(0, -1))
    .sort();
  const rest = folders.filter((folder) => after === null || folder > after);
  const now = rest.slice(0, FOLDERS_PER_LOOK);
  const looks = await inParallel(now, async (folder) => {
    const names = await vault.list(area, folder);
    return lookInto(
      folder,
      names.filter((name) => !name.endsWith('/')),
    );
  });
  return {
    seen: looks.reduce((sum, { seen }) => sum + seen, 0),
    differences: looks.flatMap(({ differences }) => differences),
    next: rest.length > now.length ? (now.at(-1) ?? null) : null,
  };
}

/**
 * Whether a secret is older than so many milliseconds, by the newest version of all paths it is kept under.
 *
 * @returns false where none of the paths is there any more.
 */
export async function isOlder(
  vault: Vault,
  area: VaultArea,
  paths: readonly string[],
  age: number,
): Promise<boolean> {
  const moments = await Promise.all(paths.map((path) => vault.newestVersionAt(area, path)));
  const newest = Math.max(...moments.map((moment) => moment?.getTime() ?? -Infinity));
  return newest !== -Infinity && newest < Date.now() - age;
}
