import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Keeper } from '../../dev/keeper.js';
import { isRunning } from '../../dev/services/ending.js';
import { processIdentity } from '../../dev/services/process-identity.js';
import { type RunningService, ServiceProcess } from '../../dev/services/service-process.js';
import { eventually } from '../support/eventually.js';

describe('a process that npm start runs', () => {
  let folder: string;
  let said: string[];
  let started: RunningService[];
  let keeper: Keeper;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keeper-'));
    said = [];
    started = [];
  });
  afterEach(async () => {
    await keeper.stop();
    rmSync(folder, { recursive: true });
  });

  it('is started again when it dies, and that is said', async () => {
    await keep('setInterval(() => {}, 1000)');
    process.kill(started[0]?.pid ?? 0, 'SIGKILL');
    await eventually(() => assert.equal(said.at(-1), 'worker is running again'));
    assert.equal(said[0], 'worker ended by SIGKILL; starting it again in 0.01 s');
    assert.notEqual(started[1]?.pid, started[0]?.pid);
  });

  it('is given longer and longer to recover', async () => {
    await keep('setTimeout(() => process.exit(3), 50)');
    await eventually(() => assert.ok(said.filter((line) => line.includes('ended')).length >= 3));
    const waits = said.flatMap((line) => / in ([\d.]+) s$/.exec(line)?.[1] ?? []);
    assert.deepEqual(waits.slice(0, 3), ['0.01', '0.02', '0.04']);
    assert.match(said[0] ?? '', /ended \(3\)/);
  });

  it('is not started again after it was stopped', async () => {
    await keep('setInterval(() => {}, 1000)');
    const { pid } = started[0] ?? { pid: 0 };
    await keeper.stop();
    assert.equal(processIdentity(pid), null);
    assert.deepEqual(said, []);
  });

  it('is stopped although it will not listen', async () => {
    await keep(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`);
    await keeper.stop();
    assert.equal(processIdentity(started[0]?.pid ?? 0), null);
  });

  it('that cannot start at all is an error that shows its last words', async () => {
    await assert.rejects(keep(`console.error('no such table'); process.exit(1)`, true), /no such table/);
  });

  it('left over from a start that was killed is ended before the next one', async () => {
    const leftover = await serviceProcess('setInterval(() => {}, 1000)');
    const identity = processIdentity(leftover.pid) ?? '';
    await keep('setInterval(() => {}, 1000)');
    assert.equal(isRunning({ pid: leftover.pid, identity }), false);
  });

  async function keep(script: string, neverReady = false): Promise<void> {
    keeper = new Keeper({
      name: 'worker',
      say: (line) => said.push(line),
      firstWaitMs: 10,
      start: async () => {
        const service = await serviceProcess(script);
        await service.ready(async () => !neverReady, 5_000);
        started.push(service);
        return service;
      },
    });
    await keeper.start();
  }

  function serviceProcess(script: string): Promise<ServiceProcess> {
    return ServiceProcess.start({
      name: 'worker',
      command: process.execPath,
      args: ['-e', script],
      ending: { signal: 'SIGTERM', withinMs: 200 },
      pidFile: join(folder, 'process.json'),
      log: () => undefined,
    });
  }
});
