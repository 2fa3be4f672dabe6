import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

import { eventually } from '../support/eventually.js';
import { freshDatabase, freshVaultMount, services } from '../support/services.js';
import { type ApiProcess, SERVER, startApiProcess } from './support/api-process.js';
import { NOBODY } from './support/api-under-test.js';
import { call } from './support/call.js';

describe('The api process', () => {
  const children: ChildProcess[] = [];
  after(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  async function start(settings: Record<string, string>): Promise<ApiProcess> {
    const server = await startApiProcess(settings);
    children.push(server.child);
    return server;
  }

  const away = {
    DATABASE_URL: `postgresql://nobody:password-canary@${NOBODY}/none`,
    TEMPORAL_ADDRESS: NOBODY,
    VAULT_ADDR: `http://${NOBODY}`,
    VAULT_TOKEN: 'token-canary',
  };

  it('starts while every service is away, and ends with its parent', async () => {
    const server = await start(away);
    assert.equal((await call(server.url, 'GET', '/healthz')).status, 200);
    assert.equal((await call(server.url, 'GET', '/readyz')).status, 503);
    const ended = once(server.child, 'exit');
    server.child.disconnect();
    assert.deepEqual(await ended, [0, null]);
    await eventually(() => server.output().includes('parent gone'));
  });

  it('logs one line per request, and neither codes, keys nor settings that are secret', async () => {
    const { temporalAddress, vaultAddr, vaultRootToken } = await services();
    const [database, { mount }] = await Promise.all([freshDatabase(), freshVaultMount()]);
    const server = await start({
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: temporalAddress,
      VAULT_ADDR: vaultAddr,
      VAULT_TOKEN: vaultRootToken,
      VAULT_MOUNT: mount,
    });
    const callback = '/api/oauth/revenuecat/callback?code=code-canary&state=state-canary';
    assert.equal(
      (await call(server.url, 'GET', callback, { headers: { Cookie: 'revenue_session=cookie-canary' } }))
        .status,
      400,
    );
    assert.equal((await call(server.url, 'GET', '/api/projects', { key: 'key-canary' })).status, 401);
    server.child.kill('SIGTERM');
    assert.deepEqual(await once(server.child, 'close'), [0, null]);
    const lines = server
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const answered = lines.filter(({ msg }) => msg === 'request.answered');
    assert.deepEqual(
      answered.map(({ method, route, status }) => [method, route, status]),
      [
        ['GET', '/api/oauth/revenuecat/callback', 400],
        ['GET', '/api/projects', 401],
      ],
    );
    assert.ok(!server.output().includes('canary'), server.output());
    assert.ok(!server.output().includes(vaultRootToken));
    await database.drop();
  });

  it('lets requests in flight finish before it ends', async () => {
    // A Postgres that takes connections and never says a word: the answer takes as long as our patience.
    const mute = createServer().listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const { port } = mute.address() as { port: number };
    const server = await start({ ...away, DATABASE_URL: `postgresql://nobody@127.0.0.1:${port}/none` });
    const connected = once(mute, 'connection');
    const slow = call(server.url, 'GET', '/api/projects', { key: 'x' });
    await connected;
    server.child.kill('SIGTERM');
    assert.equal((await slow).status, 503);
    await once(server.child, 'close');
    assert.match(server.output(), /api\.stopped/);
    mute.close();
  });

  it('names every setting that is missing', async () => {
    const child = fork(SERVER, { env: { PATH: process.env['PATH'] }, silent: true });
    children.push(child);
    let output = '';
    child.stderr?.on('data', (chunk) => (output += String(chunk)));
    assert.deepEqual(await once(child, 'close'), [1, null]);
    for (const name of ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'VAULT_ADDR'])
      assert.ok(output.includes(name), name);
  });
});
