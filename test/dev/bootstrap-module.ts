import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { projectRoot } from '../../setup/project-root.js';

export const CLONE = projectRoot();

/** A module of `dev/bootstrap/`: plain JavaScript beside the compiled code, which therefore cannot import it by name. */
export async function bootstrapModule<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(join(CLONE, 'dev', 'bootstrap', `${name}.mjs`)).href)) as T;
}
