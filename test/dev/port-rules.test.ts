import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ConfigError } from '../../clients/config.js';
import { choosePorts, rememberedPorts } from '../../dev/port-rules.js';
import { findFreePorts } from '../../dev/services/ports.js';

describe('ports', () => {
  const strangers: Server[] = [];
  afterEach(() => {
    for (const server of strangers.splice(0)) server.close();
  });

  it('are taken as they were given when they are free', async () => {
    const [port = 0, ops = 0] = await findFreePorts(2);
    assert.deepEqual(await choosePorts([wish(port), { ...wish(ops), setting: 'OPS_PORT' }], false), [
      port,
      ops,
    ]);
  });

  it('that were given and are busy are an error that names every one of them', async () => {
    const [port, ops] = [await takenByStranger('127.0.0.1'), await takenByStranger('0.0.0.0')];
    const wishes = [wish(port), { ...wish(ops), setting: 'OPS_PORT' as const }];
    await assert.rejects(choosePorts(wishes, true), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, new RegExp(`PORT: port ${port} is in use`));
      assert.match(error.message, new RegExp(`OPS_PORT: port ${ops} is in use`));
      return true;
    });
  });

  it('that are default and busy move on beside the simulator, and nowhere else', async () => {
    const port = await takenByStranger('127.0.0.1');
    const byDefault = { ...wish(port), given: false };
    const [moved = 0] = await choosePorts([byDefault], true);
    assert.ok(moved > port);
    await assert.rejects(choosePorts([byDefault], false), ConfigError);
  });

  it('of public and operators never become the same', async () => {
    const [port = 0] = await findFreePorts(1);
    const both = [
      { ...wish(port), given: false },
      { setting: 'OPS_PORT' as const, port, given: false },
    ];
    const [first, second] = await choosePorts(both, true);
    assert.equal(first, port);
    assert.notEqual(second, port);
  });

  it('of embedded services stay the same from start to start, until somebody else has one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ports-'));
    const file = join(folder, 'ports.json');
    const [postgres = 0, vault = 0] = await findFreePorts(2);
    const first = await rememberedPorts(file, { postgres, vault }, []);
    assert.deepEqual(await rememberedPorts(file, { postgres: 1, vault: 1 }, []), first);
    const taken = await takenByStranger('127.0.0.1', first.vault);
    const next = await rememberedPorts(file, { postgres: 1, vault: 1 }, []);
    rmSync(folder, { recursive: true });
    assert.equal(next.postgres, first.postgres);
    assert.notEqual(next.vault, taken);
  });

  function wish(port: number) {
    return { setting: 'PORT' as const, port, given: true };
  }

  async function takenByStranger(host: string, port = 0): Promise<number> {
    const server = createServer().listen(port, host);
    strangers.push(server);
    await once(server, 'listening');
    return (server.address() as { port: number }).port;
  }
});
