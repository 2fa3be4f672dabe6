import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { Ending, KnownProcess } from './ending.js';

/** What the guard has to clear away should this process die without doing so itself. */
export type GuardMessage =
  | { readonly watch: KnownProcess; readonly ending: Ending }
  | { readonly forget: number }
  | { readonly removeFolder: string };

const guardScript = fileURLToPath(new URL('./guard-process.js', import.meta.url));
let guard: ChildProcess | undefined;

/**
 * Hands a duty to the guard: a small process that outlives a SIGKILL of this one by seconds, ends the services and
 * goes. Without it Postgres, Temporal and Vault would stay behind, holding ports and data.
 *
 * One JSON line each through a pipe: what was written before this process died is still read, and the end of the pipe
 * says that it did. (Messages over Node's own channel are lost when it closes before the guard is up.)
 */
export function tellGuard(message: GuardMessage): void {
  if (guard === undefined || guard.exitCode !== null || guard.signalCode !== null) {
    if ('forget' in message) return;
    guard = startGuard();
  }
  guard.stdin?.write(`${JSON.stringify(message)}\n`);
}

function startGuard(): ChildProcess {
  const child = spawn(process.execPath, [guardScript], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    // Nothing of the settings: what holds no secret cannot leak one.
    env: {},
  });
  // Neither the process nor its pipe may keep this one alive when all its work is done.
  child.unref();
  (child.stdin as { unref?: () => void } | null)?.unref?.();
  child.on('error', () => undefined);
  child.stdin?.on('error', () => undefined);
  return child;
}
