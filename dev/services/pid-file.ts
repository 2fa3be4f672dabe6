import { readFileSync, rmSync, writeFileSync } from 'node:fs';

import { type Ending, endProcess, isRunning, type KnownProcess } from './ending.js';

interface Note extends KnownProcess {
  readonly ending: Ending;
}

/** Notes which process holds the data beside this file, and how to end it: for the start after one that was killed. */
export function noteProcess(pidFile: string, process: KnownProcess, ending: Ending): void {
  const note: Note = { ...process, ending };
  writeFileSync(pidFile, JSON.stringify(note), { mode: 0o600 });
}

export function removeNote(pidFile: string): void {
  rmSync(pidFile, { force: true });
}

/** Ends the process that an earlier, killed start noted in this file, if it is still that process. */
export async function endLeftover(pidFile: string): Promise<void> {
  const note = readNote(pidFile);
  if (note !== null && isRunning(note)) await endProcess(note, note.ending);
  removeNote(pidFile);
}

/** Null where there is none, or one that was cut short by the kill that it is about. */
function readNote(pidFile: string): Note | null {
  try {
    return JSON.parse(readFileSync(pidFile, 'utf8')) as Note;
  } catch {
    return null;
  }
}
