import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { LockHeld, takeLock } from '../../dev/lock.js';
import { bootstrapModule, CLONE } from './bootstrap-module.js';

type WithLock = <T>(folder: string, onWait: (pid: number) => void, work: () => Promise<T>) => Promise<T>;

describe('locks', () => {
  let folder: string;
  const children: ChildProcess[] = [];

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'lock-'))));
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('let only one npm start use a data folder, and say who has it', async () => {
    const holder = await holdElsewhere(`import(${url('dist/dev/lock.js')}).then((m) => m.takeLock(folder))`);
    await assert.rejects(takeLock(folder), (error) => error instanceof LockHeld && error.pid === holder.pid);
  });

  it('end with the process that holds them, even when it is killed', async () => {
    const holder = await holdElsewhere(`import(${url('dist/dev/lock.js')}).then((m) => m.takeLock(folder))`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const release = await takeLock(folder);
    release();
    assert.deepEqual(readdirSync(folder), []);
  });

  it('are not held by a stranger who was given the same pid later', async () => {
    writeFileSync(join(folder, `${process.ppid}-c29tZWJvZHkgZWxzZQ`), '');
    (await takeLock(folder))();
  });

  it('make a second build wait for the first, and go on when that is killed', async () => {
    const { withLock } = await bootstrapModule<{ withLock: WithLock }>('lock');
    const holder = await holdElsewhere(
      `import(${url('dev/bootstrap/lock.mjs')}).then((m) => new Promise((held) =>
        m.withLock(folder, () => {}, () => (held(), new Promise(() => {})))))`,
    );
    const waitedFor: number[] = [];
    const done = withLock(
      folder,
      (pid) => {
        waitedFor.push(pid);
        holder.kill('SIGKILL');
      },
      async () => 'built',
    );
    assert.equal(await done, 'built');
    assert.deepEqual(waitedFor, [holder.pid]);
  });

  /** Another process that takes the lock and keeps it. */
  async function holdElsewhere(expression: string): Promise<ChildProcess> {
    const script = `const folder = ${JSON.stringify(folder)};
      ${expression}.then(() => { console.log('held'); setInterval(() => {}, 1000); });`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }
});

function url(path: string): string {
  return JSON.stringify(pathToFileURL(join(CLONE, path)).href);
}
