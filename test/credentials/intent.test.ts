import assert from 'node:assert/strict';

import { announce, withdraw } from '../../activities/credentials/intent.js';
import { credentialPath, intentPath } from '../../activities/credentials/store.js';
import { newId } from '../../clients/ids.js';
import { Vault } from '../../clients/vault.js';
import { eventually } from '../support/eventually.js';
import { freshVaultMount, services } from '../support/services.js';

/** Milliseconds. */
const TIMEOUT = 300;

describe('the announcement of a send', () => {
  let vault: Vault;

  before(async () => {
    const [{ vaultAddr }, { mount, workerAuth }] = await Promise.all([services(), freshVaultMount()]);
    vault = new Vault({ address: vaultAddr, mount, auth: workerAuth });
  });

  async function announcedFor(ref: Parameters<typeof announce>[1], timeout = TIMEOUT) {
    const answer = await announce(vault, ref, 1, timeout);
    assert.equal(answer.kind, 'announced');
    return answer;
  }

  async function credential() {
    const ref = { projectId: newId('project'), credentialId: newId('credential') };
    await vault.write('credentials', credentialPath(ref), { kind: 'api_key' }, 0);
    return ref;
  }

  it('taken back leaves the way free at once', async () => {
    const ref = await credential();
    const first = await announcedFor(ref, 60_000);
    assert.equal((await announce(vault, ref, 1, TIMEOUT)).kind, 'later');
    await withdraw(vault, ref, first);
    assert.equal((await announcedFor(ref)).uncertain, false);
  });

  it('of an attempt that was cut off for long is not taken for that of the next one', async () => {
    const ref = await credential();
    const first = await announcedFor(ref);
    const second = await eventually(() => announcedFor(ref, 60_000));
    assert.ok(second.uncertain);
    // The first comes back to Vault: nothing was spent, it says. The send of the second is in the air.
    await withdraw(vault, ref, first);
    assert.equal((await announce(vault, ref, 1, TIMEOUT)).kind, 'later');
    assert.notEqual(await vault.read('credentials', intentPath(ref)), null);
  });
});
