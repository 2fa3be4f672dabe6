import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { projectRoot } from '../../setup/project-root.js';

const SETTING = { temporal: 'TEMPORAL_BIN', vault: 'VAULT_BIN' } as const;

/**
 * The program of a service: the one its setting names, else the one that `npm start` or `npm test` found or built (they
 * leave a link to it), else one on PATH.
 */
export function findProgram(name: keyof typeof SETTING): string {
  const given = process.env[SETTING[name]];
  if (given) return given;
  const linked = join(projectRoot(), 'node_modules', '.revenue-layer', 'bin', name);
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  const found = [linked, ...onPath].find(isExecutable);
  if (found === undefined) {
    throw new Error(
      `There is no ${name} program: run npm start or npm test, which build it, or set ${SETTING[name]}.`,
    );
  }
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
