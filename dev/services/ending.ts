import { setTimeout as delay } from 'node:timers/promises';

import { processIdentity } from './process-identity.js';

/** A process somebody started, named so that it cannot be mistaken for a later one with its pid. */
export interface KnownProcess {
  readonly pid: number;
  readonly identity: string;
}

/** How a process is asked to end, and how long it has before it is made to. */
export interface Ending {
  readonly signal: NodeJS.Signals;
  readonly withinMs: number;
}

/** Asks, waits, then kills. Returns when the process is gone; does nothing to a stranger with its pid. */
export async function endProcess(target: KnownProcess, ending: Ending): Promise<void> {
  const deadline = Date.now() + ending.withinMs;
  signal(target, ending.signal);
  while (isRunning(target) && Date.now() < deadline) await delay(25);
  while (isRunning(target)) {
    signal(target, 'SIGKILL');
    await delay(25);
  }
}

export function isRunning(target: KnownProcess): boolean {
  return processIdentity(target.pid) === target.identity;
}

function signal(target: KnownProcess, name: NodeJS.Signals): void {
  if (!isRunning(target)) return;
  try {
    process.kill(target.pid, name);
  } catch {
    // It ended between the question and the signal.
  }
}
