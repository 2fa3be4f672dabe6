import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { PostgresPrograms } from './postgres-programs.js';

/**
 * What the programs of Postgres see of our environment: none of the settings. A fixed locale keeps messages and
 * sorting the same anywhere.
 */
export const POSTGRES_ENVIRONMENT = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

/**
 * The files of a database server in `folder`; made there when they are missing, under another name first, because an
 * initdb that was killed leaves files that look like a server's.
 *
 * @param password of the superuser `postgres`.
 */
export async function ensureCluster(
  folder: string,
  programs: PostgresPrograms,
  password: string,
): Promise<string> {
  const cluster = join(folder, 'cluster');
  if (existsSync(cluster)) return cluster;
  const part = join(folder, 'part');
  rmSync(part, { recursive: true, force: true });
  // A folder of its own, since initdb takes the password from a file that the other user must be able to read.
  const passwordFolder = mkdtempSync(join(folder, 'password-'));
  try {
    const passwordFile = join(passwordFolder, 'password');
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (programs.user) {
      for (const path of [passwordFolder, passwordFile])
        chownSync(path, programs.user.uid, programs.user.gid);
    }
    await initdb(programs, part, passwordFile);
    renameSync(part, cluster);
  } finally {
    rmSync(passwordFolder, { recursive: true, force: true });
  }
  return cluster;
}

async function initdb(programs: PostgresPrograms, cluster: string, passwordFile: string): Promise<void> {
  const flags = [
    `--pgdata=${cluster}`,
    `--pwfile=${passwordFile}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    // Sorts and folds case by Unicode without asking the libraries of the machine.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  try {
    await promisify(execFile)(programs.initdb, flags, {
      cwd: '/',
      env: POSTGRES_ENVIRONMENT,
      ...programs.user,
    });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new Error(`The database cluster could not be made: ${stderr?.trim() || message}`);
  }
}
