import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs `work` while no other process holds the lock.
 *
 * The lock is a folder in which each process that wants it puts a file named after itself. It has the lock when it
 * looks after that and sees nobody else who is alive. Of several that see each other the one with the least name stays
 * and looks again, the others step back for a moment. A process killed with the lock leaves a file that names nobody
 * alive: nothing to clear up, and no moment in which two could each remove what they take for the other's leftover.
 *
 * @param {string} folder
 * @param {(pid: number) => void} onWait told who holds it, at once and every 15 s.
 */
export async function withLock(folder, onWait, work) {
  mkdirSync(folder, { recursive: true });
  const mine = `${process.pid}-${identityOf(process.pid)}`;
  let nextWord = 0;
  for (;;) {
    writeFileSync(join(folder, mine), '');
    const others = othersAlive(folder, mine);
    if (others.length === 0) break;
    if (Date.now() >= nextWord) {
      onWait(Number.parseInt(others[0], 10));
      nextWord = Date.now() + 15_000;
    }
    if (others.some((other) => other < mine)) rmSync(join(folder, mine), { force: true });
    await delay(100 + Math.random() * 100);
  }
  try {
    return await work();
  } finally {
    rmSync(join(folder, mine), { force: true });
  }
}

function othersAlive(folder, mine) {
  return readdirSync(folder)
    .filter((name) => name !== mine)
    .filter((name) => {
      const pid = Number.parseInt(name, 10);
      if (name === `${pid}-${identityOf(pid)}`) return true;
      rmSync(join(folder, name), { force: true });
      return false;
    });
}

/** Tells a process from a later one with the same pid: by when it started. Null when there is none. */
function identityOf(pid) {
  try {
    const started = existsSync('/proc/self/stat')
      ? startInProc(pid)
      : execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] });
    return createHash('sha256').update(started).digest('hex').slice(0, 12);
  } catch {
    return null;
  }
}

function startInProc(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8');
  // The command may hold spaces and brackets; field 22 is the 20th after the last bracket (proc_pid_stat(5)).
  return boot + stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
