import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { DEMO_API_KEY } from '../../simulator/demo.js';
import type { Simulator } from '../../simulator/server.js';
import { eventually } from '../support/eventually.js';
import { Receiver } from './receiver.js';
import { Harness, itemOf, redirectUri, TestClock, tokensOf } from './support.js';

const main = fileURLToPath(new URL('../../simulator/main.js', import.meta.url));

describe('simulator: restart', function () {
  this.timeout(10_000);
  let folder: string;
  let running: ChildProcess;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'simulator-'));
  });
  afterEach(async () => {
    if (running.exitCode === null && running.signalCode === null) await stop('SIGKILL');
    await rm(folder, { recursive: true });
  });

  /** Starts the process and waits for the line that says where it listens. */
  const start = async (variables: Record<string, string> = {}): Promise<Harness> => {
    running = spawn(process.execPath, [main], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        SIMULATOR_PORT: '0',
        SIMULATOR_DATA_FILE: join(folder, 'state.json'),
        SIMULATOR_REDIRECT_URIS: `http://localhost/other, ${redirectUri}`,
        ...variables,
      },
    });
    for await (const line of createInterface({ input: running.stdout ?? assert.fail() })) {
      const { msg, url } = JSON.parse(line) as { msg: string; url: string };
      // Listening to the rest keeps the pipe from filling up.
      if (msg === 'simulator.listening') {
        running.stdout?.resume();
        const clock = Object.assign(new TestClock(), { at: Date.now() });
        return new Harness({ url } as Simulator, clock);
      }
    }
    return assert.fail('The simulator ended before it listened');
  };
  const stop = async (signal: NodeJS.Signals) => {
    const exited = once(running, 'exit');
    running.kill(signal);
    return (await exited) as [number | null, string | null];
  };

  it('knows after a SIGKILL every token pair, dead or alive, that it told anybody of', async () => {
    const before = await start();
    const first = await before.connect();
    const second = tokensOf(await before.refresh(first.refreshToken));
    await stop('SIGKILL');

    const after = await start();
    const status = async (token: string) => (await after.rest('/v2/projects', token)).status;
    assert.deepEqual([await status(first.accessToken), await status(second.accessToken)], [401, 200]);
    assert.equal((await after.refresh(first.refreshToken)).body.error, 'invalid_grant');
    assert.equal((await after.refresh(second.refreshToken)).status, 200);
    const { items } = (await after.control('GET', '/ledger/dead-uses')).body;
    assert.deepEqual(
      items.map(({ token }) => token),
      ['access', 'refresh'],
    );
  });

  it('keeps integrations, faults, settings, live events and undelivered webhooks', async () => {
    const hooks = await new Receiver().open();
    hooks.statuses = [503];
    const before = await start();
    const { id, key } = await before.youngProject();
    await before.control('PATCH', '/settings', { access_token_seconds: 77, delivery_time_scale: 1e-4 });
    await before.control('POST', '/faults', { endpoint: 'apps', kind: 'error', times: 1 });
    await before.control('POST', `/projects/${id}/integrations`, { url: hooks.url });
    const { body } = await before.control('POST', `/projects/${id}/live-events`, { kind: 'direct' });
    const { event } = itemOf(body.items);
    await eventually(() => hooks.received.length > 0);
    await stop('SIGKILL');
    hooks.statuses = [200];

    const after = await start();
    await eventually(async () => {
      const [delivered] = (await after.control('GET', '/deliveries?status=delivered')).body.items;
      assert.equal(delivered?.event_id, event.id);
    });
    assert.ok(hooks.received.every((request) => request.event.id === event.id));
    const { items } = (await after.control('GET', `/projects/${id}/book/events?limit=100000`)).body;
    assert.ok(items.some((item) => item.event.id === event.id));
    assert.equal((await after.control('GET', '/settings')).body.access_token_seconds, 77);
    assert.equal((await after.rest(`/v2/projects/${id}/apps`, key)).status, 503);
    await hooks.close();
  });

  it('lets a changed environment override what was set, and only that', async () => {
    const before = await start({ SIMULATOR_CHARTS_LIMIT: '5' });
    await before.control('PATCH', '/settings', { limits: { charts_metrics: 9 }, access_token_seconds: 77 });
    await stop('SIGTERM');
    const { settings } = (await (await start({ SIMULATOR_CHARTS_LIMIT: '25' })).control('GET', '')).body;
    assert.equal(settings.limits.charts_metrics, 25);
    assert.equal(settings.access_token_seconds, 77);
  });

  it('writes no token into its state file, and lets nobody else read it', async () => {
    const rc = await start();
    const tokens = await rc.connect();
    const file = join(folder, 'state.json');
    const text = await readFile(file, 'utf8');
    for (const secret of [tokens.accessToken, tokens.refreshToken, DEMO_API_KEY, 'simulator-client-secret']) {
      assert.ok(!text.includes(secret));
    }
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('ends on SIGTERM with 0, and says what is wrong with a setting', async () => {
    await start();
    assert.deepEqual(await stop('SIGTERM'), [0, null]);
    running = spawn(process.execPath, [main], {
      env: { ...process.env, SIMULATOR_PORT: 'high' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    running.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code] = (await once(running, 'exit')) as [number | null];
    assert.equal(code, 1);
    assert.match(output, /SIMULATOR_PORT/);
  });
});
