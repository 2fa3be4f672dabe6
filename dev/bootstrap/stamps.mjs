import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { notes, root } from './paths.mjs';

/** One number for the names and contents of these files: times change with a clone or a checkout, contents do not. */
export function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    hash.update(`${relative(root, file)}\0`);
    hash.update(existsSync(file) ? readFileSync(file) : 'absent');
    hash.update('\0');
  }
  return hash.digest('hex');
}

/** All files under a folder of the clone; none where there is no such folder. */
export function filesUnder(folder, isWanted = () => true) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter(isWanted);
}

export function stampOf(step) {
  const file = join(notes, 'stamps', step);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** Notes that a step succeeded for these inputs; only ever after it did. */
export function stamp(step, hash) {
  mkdirSync(join(notes, 'stamps'), { recursive: true });
  writeFileSync(join(notes, 'stamps', step), hash);
}

/** Before a step begins: if it is broken off, the outputs are neither the old nor the new ones. */
export function unstamp(step) {
  rmSync(join(notes, 'stamps', step), { force: true });
}
