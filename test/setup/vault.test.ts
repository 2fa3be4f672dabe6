import assert from 'node:assert/strict';

import { Vault, type VaultAuth, VaultConflict, VaultRefused } from '../../clients/vault.js';
import { setupVault } from '../../setup/vault.js';
import { VaultApi, vaultToken } from '../../setup/vault-api.js';
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
  let workerAuth: VaultAuth;

  before(async () => {
    address = (await services()).vaultAddr;
    const fresh = await freshVaultMount();
    mount = fresh.mount;
    api = login(fresh.apiAuth);
    workerAuth = fresh.workerAuth;
    worker = login(workerAuth);
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

  it('lets only the worker see which credentials there are and how old they are, and nobody loosen their rules', async () => {
    await worker.write('credentials', 'prj_2/crd_1', { access_token: 'x' }, 0);
    const afterTheFirst = Date.now();
    await worker.write('credentials', 'prj_2/crd_1', { access_token: 'y' }, 1);
    assert.ok((await worker.list('credentials', '')).includes('prj_2/'));
    assert.deepEqual(await worker.list('credentials', 'prj_2'), ['crd_1']);
    const writtenAt = await worker.newestVersionAt('credentials', 'prj_2/crd_1');
    assert.ok(writtenAt !== null && writtenAt.getTime() >= afterTheFirst, 'the newest version counts');
    assert.equal(await worker.newestVersionAt('credentials', 'prj_2/crd_of_nobody'), null);
    await refused(api.list('credentials', ''));
    await refused(api.newestVersionAt('credentials', 'prj_2/crd_1'));
    const token = await vaultToken(address, workerAuth);
    const loosen = new VaultApi(address, token).request('POST', `${mount}/credentials/metadata/prj_2/crd_1`, {
      cas_required: false,
    });
    await refused(loosen);
  });

  it('lets the worker find and delete the signing secret of an account, but not read it', async () => {
    await api.write('webhook-tokens', 'prj_2/signing/acc_1', { secret: 's' });
    assert.ok(await worker.newestVersionAt('webhook-tokens', 'prj_2/signing/acc_1'));
    await refused(worker.read('webhook-tokens', 'prj_2/signing/acc_1'));
    await worker.destroy('webhook-tokens', 'prj_2/signing/acc_1');
    assert.equal(await worker.newestVersionAt('webhook-tokens', 'prj_2/signing/acc_1'), null);
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
