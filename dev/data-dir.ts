import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

import { writeSecretFile } from './services/secret-file.js';

/** Everything that `npm start` keeps, in one folder: who deletes it starts afresh. */
export interface DataDir {
  readonly path: string;
  /** A file or folder in it. */
  at(...names: string[]): string;
}

/** @param path `DATA_DIR`; relative to the folder `npm start` is run in. */
export function openDataDir(path: string): DataDir {
  // One that was there before keeps its mode: it may be somebody's home. What lies in it is closed one by one.
  if (mkdirSync(path, { recursive: true }) !== undefined) {
    // As root, Postgres runs as another user, who has to pass through.
    chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
  }
  const real = realpathSync(path);
  for (const folder of ['run', 'logs']) mkdirSync(join(real, folder), { recursive: true, mode: 0o700 });
  return { path: real, at: (...names) => join(real, ...names) };
}

/** A secret made at the first start and kept in a file of its own, readable by its owner only. */
export function keptSecret(file: string, prefix: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const made = `${prefix}${randomBytes(32).toString('base64url')}`;
  writeSecretFile(file, `${made}\n`);
  return made;
}
