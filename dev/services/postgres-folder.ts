import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { mayReach, SHARED_FOLDER, type SystemUser } from './postgres-programs.js';

/**
 * A folder for the database files inside `dataDir`, owned by the user that runs Postgres.
 *
 * Where that user may not enter `dataDir` (root, with a clone in its closed home) the files lie under
 * `/var/lib/revenue-layer` and `dataDir` holds a link to them: who deletes `dataDir` starts afresh, and what the deleted
 * link pointed to is cleared away when the next folder is made.
 */
export function databaseFolder(dataDir: string, user: SystemUser | undefined): string {
  const folder = join(dataDir, 'database');
  if (user === undefined) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return folder;
  }
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) {
    if (mayReach(user, dataDir)) mkdirSync(folder);
    else symlinkSync(makeFolderElsewhere(realpathSync(dataDir)), folder);
  }
  const real = realpathSync(folder);
  chmodSync(real, 0o700);
  chownSync(real, user.uid, user.gid);
  return real;
}

/** Whose files they are stands beside them, so that abandoned ones can be recognised later. */
function makeFolderElsewhere(dataDir: string): string {
  mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 });
  for (const name of readdirSync(SHARED_FOLDER)) {
    if (name.startsWith('data-') && ownerOf(name) === dataDir) {
      rmSync(join(SHARED_FOLDER, name), { recursive: true, force: true });
    }
  }
  const home = join(SHARED_FOLDER, `data-${randomBytes(6).toString('hex')}`);
  const folder = join(home, 'database');
  mkdirSync(folder, { recursive: true });
  // Whatever the umask: the user must be able to pass through.
  chmodSync(SHARED_FOLDER, 0o755);
  chmodSync(home, 0o711);
  writeFileSync(join(home, 'belongs-to'), dataDir);
  return folder;
}

function ownerOf(name: string): string | null {
  try {
    return readFileSync(join(SHARED_FOLDER, name, 'belongs-to'), 'utf8');
  } catch {
    return null;
  }
}
