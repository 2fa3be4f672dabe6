import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { processIdentity } from '../../dev/services/process-identity.js';
import { eventually } from '../support/eventually.js';

const services = new URL('../../dev/services/', import.meta.url);

describe('a start or a test run that is killed', () => {
  it('leaves no server and no temporary data behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guard-'));
    const script = `
      const { ServiceProcess } = await import(${JSON.stringify(new URL('service-process.js', services).href)});
      const { tellGuard } = await import(${JSON.stringify(new URL('guard.js', services).href)});
      const service = await ServiceProcess.start({
        name: 'server', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'],
        ending: { signal: 'SIGTERM', withinMs: 1000 }, pidFile: ${JSON.stringify(join(folder, 'pid'))}, log() {},
      });
      tellGuard({ removeFolder: ${JSON.stringify(folder)} });
      console.log(service.pid);
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [output] = (await once(starter.stdout, 'data')) as [Buffer];
    const pid = Number(output.toString());
    assert.notEqual(processIdentity(pid), null);

    starter.kill('SIGKILL');
    await eventually(() => processIdentity(pid) === null);
    await eventually(() => !existsSync(folder));
  });
});
