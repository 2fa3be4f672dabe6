import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** With the one before it, a log takes twice this at most. */
const LARGEST = 10 * 1024 * 1024;

/**
 * A log that stays small: at 10 MB it becomes `<path>.1`, in place of the one before.
 *
 * Written line by line and at once: the last lines before a crash are the ones somebody will look for.
 */
export function openLogFile(path: string): (line: string) => void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return (line) => {
    const text = `${line}\n`;
    try {
      if (size + text.length > LARGEST && size > 0) {
        renameSync(path, `${path}.1`);
        size = 0;
      }
      appendFileSync(path, text, { mode: 0o600 });
      size += Buffer.byteLength(text);
    } catch {
      // A full disk costs the line, not everything that runs.
    }
  };
}
