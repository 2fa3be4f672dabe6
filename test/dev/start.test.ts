import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { eventually } from '../support/eventually.js';
import { RunningStart, stillRunning } from './running-start.js';

const READY =
  /^Revenue layer is ready: (\S+) \(Temporal UI (\S+)\) — sign in once with (\S+)#token=(\S+) \(10 minutes\)$/m;

describe('npm start', () => {
  let dataDir: string;
  let start: RunningStart;
  let publicUrl = '';
  let temporalUi = '';
  let token = '';

  before(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'start-'));
    chmodSync(dataDir, 0o711);
    start = new RunningStart(dataDir);
    [publicUrl = '', temporalUi = '', , token = ''] = await start.says(READY);
  });
  after(async () => {
    await start.end('SIGKILL');
    rmSync(dataDir, { recursive: true });
  });

  it('brings everything up and says where it is', async () => {
    assert.equal((await fetch(`${publicUrl}/readyz`)).status, 200);
    const settings = (await (await fetch(`${temporalUi}/api/v1/settings`)).json()) as {
      Codec: { Endpoint: string; IncludeCredentials: boolean };
    };
    assert.match(settings.Codec.Endpoint, /^http:\/\/localhost:\d+\/codec$/);
    assert.equal(settings.Codec.IncludeCredentials, true);
  });

  it('signs one browser in by its link, once', async () => {
    assert.equal((await signIn()).status, 204);
    assert.equal((await signIn()).status, 401);
  });

  it('keeps the admin key to itself, in a file that only its owner may read', async () => {
    const file = join(dataDir, 'admin-api-key');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.ok(!start.output.includes(readFileSync(file, 'utf8').trim()));
    assert.deepEqual(await projects(), ['Demo app']);
  });

  it('refuses a second start on the same data, and says who has it', async () => {
    const second = new RunningStart(dataDir);
    await second.says(/npm start is running already with this DATA_DIR \(process \d+\)/);
    await eventually(() => assert.equal(second.exitCode, 1));
  });

  it('starts a worker again that dies', async () => {
    const { pid } = JSON.parse(readFileSync(join(dataDir, 'run', 'worker.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    await start.says(/worker ended by SIGKILL; starting it again in 1 s/);
    await start.says(/worker is running again/);
  });

  it('leaves no process behind when it is asked to stop, nor when it is killed', async () => {
    const first = start.processes();
    assert.equal(first.length, 6);
    await start.end('SIGTERM');
    assert.equal(start.exitCode, 0);
    assert.deepEqual(stillRunning(first), []);

    start = new RunningStart(dataDir);
    assert.equal((await start.says(READY))[0], publicUrl);
    // All data is found again, and no second demo project.
    assert.deepEqual(await projects(), ['Demo app']);
    const second = start.processes();
    await start.end('SIGKILL');
    await eventually(() => assert.deepEqual(stillRunning(second), []), { within: '20s' });
  });

  function signIn(): Promise<Response> {
    return fetch(`${publicUrl}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: publicUrl },
      body: JSON.stringify({ sign_in_token: token }),
    });
  }

  async function projects(): Promise<string[]> {
    const key = readFileSync(join(dataDir, 'admin-api-key'), 'utf8').trim();
    const answer = await fetch(`${publicUrl}/api/projects`, { headers: { authorization: `Bearer ${key}` } });
    return ((await answer.json()) as { items: { name: string }[] }).items.map(({ name }) => name);
  }
});
