import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What this start-up notes for the next; it goes when node_modules goes, and everything is made anew. */
export const notes = join(root, 'node_modules', '.revenue-layer');

/** Outlives the clone: the two servers are built once per machine and version. */
export const cache = join(cacheHome(), 'revenue-layer');

/** A relative XDG_CACHE_HOME is to be ignored (XDG Base Directory Specification). */
function cacheHome() {
  const given = process.env.XDG_CACHE_HOME;
  return given && isAbsolute(given) ? given : join(homedir(), '.cache');
}
