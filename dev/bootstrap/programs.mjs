import { createHash, randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';

import { withLock } from './lock.mjs';
import { cache, notes, root } from './paths.mjs';
import { run, say } from './run.mjs';

/** The two servers that come as Go modules, pinned under `tools/`. */
const PROGRAMS = [
  { name: 'temporal', setting: 'TEMPORAL_BIN', package: 'github.com/temporalio/cli/cmd/temporal', flags: [] },
  // Without the many plugins that this service does not use.
  { name: 'vault', setting: 'VAULT_BIN', package: 'github.com/hashicorp/vault', flags: ['-tags', 'minimal'] },
];

const FLAGS = ['-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags=-s -w'];
const ENVIRONMENT = {
  // No C compiler needed, and the two share what they compile.
  CGO_ENABLED: '0',
  // A workspace above the clone would pull in other versions.
  GOWORK: 'off',
  GOFLAGS: '',
};

/** Settings that name something which is not there. */
export function wrongPrograms() {
  return PROGRAMS.filter(({ setting }) => process.env[setting] && !isExecutable(process.env[setting])).map(
    ({ setting }) => `${setting} names ${process.env[setting]}, which is not a program that can be run.`,
  );
}

export function unbuiltPrograms() {
  return PROGRAMS.filter((program) => !process.env[program.setting] && find(program) === null);
}

/** Builds what is neither set, nor on PATH, nor built before. */
export async function buildPrograms() {
  await Promise.all(unbuiltPrograms().map(build));
}

/** Leaves links for the code that starts the servers; after `npm ci`, which clears the folder. */
export function linkPrograms() {
  const folder = join(notes, 'bin');
  mkdirSync(folder, { recursive: true });
  for (const program of PROGRAMS) {
    const part = join(folder, `${program.name}.${process.pid}`);
    rmSync(part, { force: true });
    symlinkSync(find(program), part);
    renameSync(part, join(folder, program.name));
  }
}

function find(program) {
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program.name));
  const candidates = [process.env[program.setting], ...onPath, join(cacheFolder(program), program.name)];
  return candidates.find((path) => path && isExecutable(path)) ?? null;
}

/** One folder per version, platform and way of building. */
function cacheFolder(program) {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum']) hash.update(readFileSync(join(root, 'tools', program.name, file)));
  hash.update([process.platform, process.arch, ...FLAGS, ...program.flags].join(' '));
  return join(cache, `${program.name}-${hash.digest('hex').slice(0, 16)}`);
}

async function build(program) {
  const folder = cacheFolder(program);
  const onWait = (pid) => say(`waiting for process ${pid}, which is building ${program.name}`);
  await withLock(join(folder, 'lock'), onWait, async () => {
    if (find(program) !== null) return;
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.part')) rmSync(join(folder, name));
    }
    const part = join(folder, `${program.name}-${randomBytes(4).toString('hex')}.part`);
    await run({
      what: `building ${program.name} (some minutes, once)`,
      command: 'go',
      args: ['build', ...FLAGS, ...program.flags, '-o', part, program.package],
      cwd: join(root, 'tools', program.name),
      env: ENVIRONMENT,
      fix: `The modules come from the Go module proxy: check the network (or GOPROXY) and the free disk space, then try again. Or set ${program.setting}.`,
    });
    renameSync(part, join(folder, program.name));
  });
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
