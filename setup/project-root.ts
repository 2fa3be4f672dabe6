import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that holds package.json, `prisma/` and `node_modules/`, found upwards from this module: it runs from
 * `dist/` here and from another place in an image.
 */
export function projectRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json was not found above the compiled code.');
    folder = parent;
  }
  return dirname(realpathSync(join(folder, 'package.json')));
}
