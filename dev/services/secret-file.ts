import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Reads a JSON file; null when there is none. */
export function readJsonFile<T>(path: string): T | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    // Not the parser's own message: it quotes the file.
    throw new Error(`${path} cannot be read as JSON.`);
  }
}

/** Writes a file that only we may read; whole or not at all, so that a kill in between loses nothing. */
export function writeSecretFile(path: string, content: string): void {
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, content, { mode: 0o600, flush: true });
  renameSync(part, path);
}
