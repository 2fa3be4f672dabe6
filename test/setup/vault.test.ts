import assert from 'node:assert/strict';

import { Vault, type VaultAuth, VaultConflict, VaultRefused } from '../../clients/vault.js';
import { setupVault } from '../../setup/vault.js';
import { freshVaultMount, services } from '../support/services.js';

interface PayloadKeys {
  readonly current: string;
  readonly keys: Record<string, string>;
}

describe('setup of Vault', () => {
  let address: string;
  let mount: string;
  let api: Vault;
  let worker: Vault;

  before(async () => {
    address = (await services()).vaultAddr;
    const fresh = await freshVaultMount();
    mount = fresh.mount;
    api = login(fresh.apiAuth);
    worker = login(fresh.workerAuth);
  });

  it('lets only the worker read, write and delete credentials', async () => {
    await worker.write('credentials', 'prj_1/crd_1', { access_token: 'x' }, 0);
    await refused(api.read('credentials', 'prj_1/crd_1'));
    await refused(api.write('credentials', 'prj_1/crd_2', { access_token: 'y' }, 0));
    await refused(api.destroy('credentials', 'prj_1/crd_1'));
    await refused(api.list('credentials', 'prj_1'));
    assert.deepEqual((await worker.read('credentials', 'prj_1/crd_1'))?.data, { access_token: 'x' });
    await worker.destroy('credentials', 'prj_1/crd_1');
    assert.equal(await worker.read('credentials', 'prj_1/crd_1'), null);
  });

  it('never overwrites a credential that somebody else changed in between', async () => {
    assert.equal(await worker.write('credentials', 'prj_1/crd_3', { n: 1 }, 0), 1);
    assert.equal(await worker.write('credentials', 'prj_1/crd_3', { n: 2 }, 1), 2);
    await assert.rejects(worker.write('credentials', 'prj_1/crd_3', { n: 3 }, 1), VaultConflict);
    await assert.rejects(worker.write('credentials', 'prj_1/crd_3', { n: 3 }), VaultRefused);
  });

  it('lets the api hand in a code, which the worker reads, marks and deletes but never hands in itself', async () => {
    await api.write('inbound', 'con_1/code', { code: 'c' });
    assert.deepEqual((await worker.read('inbound', 'con_1/code'))?.data, { code: 'c' });
    assert.equal(await worker.write('inbound', 'con_1/code', { code: 'c', sent: true }, 1), 2);
    await refused(worker.write('inbound', 'con_2/code', { code: 'd' }));
    await worker.destroy('inbound', 'con_1/code');
    assert.equal(await api.read('inbound', 'con_1/code'), null);
  });

  it('lets the api keep webhook tokens, which the worker only reads', async () => {
    await api.write('webhook-tokens', 'prj_1', { token: 't' });
    assert.deepEqual((await worker.read('webhook-tokens', 'prj_1'))?.data, { token: 't' });
    await refused(worker.write('webhook-tokens', 'prj_1', { token: 'u' }));
  });

  it('makes a payload key that both can read, neither can change, and a repetition keeps', async () => {
    const stored = (await api.read<PayloadKeys>('payload-keys', 'current'))?.data;
    assert.equal(Buffer.from(stored?.keys[stored.current] ?? '', 'base64').length, 32);
    await refused(worker.write('payload-keys', 'current', { current: 'k', keys: {} }, 1));
    await setupVault({ address, token: (await services()).vaultRootToken, mount });
    assert.deepEqual((await worker.read('payload-keys', 'current'))?.data, stored);
  });

  it('makes one payload key when two start at the same moment', async () => {
    const setup = { address, token: (await services()).vaultRootToken, mount: `${mount}-twice` };
    await Promise.all([setupVault(setup), setupVault(setup)]);
    const vault = new Vault({ address, auth: { token: setup.token }, mount: setup.mount });
    const stored = await vault.read<PayloadKeys>('payload-keys', 'current');
    assert.equal(stored?.version, 1);
    assert.equal(Object.keys(stored.data.keys).length, 1);
  });

  function login(auth: VaultAuth): Vault {
    return new Vault({ address, auth, mount });
  }
});

async function refused(work: Promise<unknown>): Promise<void> {
  await assert.rejects(work, (error) => error instanceof VaultRefused && error.status === 403);
}
