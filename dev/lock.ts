import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { processIdentity } from './services/process-identity.js';

/** Somebody else has the lock. */
export class LockHeld extends Error {
  override readonly name = 'LockHeld';
  readonly pid: number;
  constructor(pid: number) {
    super(`It is held by process ${pid}.`);
    this.pid = pid;
  }
}

const PATIENCE_MS = 1_000;

/**
 * Takes a lock that ends with this process, however it ends.
 *
 * It is a folder in which each process that wants it puts a file named after itself, and has it when it looks after that
 * and sees nobody else who is alive. Of two that come at once, the one with the greater name steps back.
 *
 * @returns gives the lock back.
 * @throws {LockHeld}
 */
export async function takeLock(folder: string): Promise<() => void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const mine = nameOf(process.pid) ?? String(process.pid);
  const release = () => rmSync(join(folder, mine), { force: true });
  writeFileSync(join(folder, mine), '');
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const [other] = othersAlive(folder, mine);
    if (other === undefined) return release;
    if (other < mine || Date.now() > deadline) {
      release();
      throw new LockHeld(Number.parseInt(other, 10));
    }
    await delay(50);
  }
}

function othersAlive(folder: string, mine: string): string[] {
  return readdirSync(folder).filter((name) => {
    if (name === mine) return false;
    if (name === nameOf(Number.parseInt(name, 10))) return true;
    // Left by a process that was killed.
    rmSync(join(folder, name), { force: true });
    return false;
  });
}

/** Null when no such process is running. */
function nameOf(pid: number): string | null {
  const identity = processIdentity(pid);
  return identity === null ? null : `${pid}-${Buffer.from(identity).toString('base64url')}`;
}
