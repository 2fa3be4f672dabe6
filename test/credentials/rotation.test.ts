import '../support/quiet-runtime.js';

import assert from 'node:assert/strict';

import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';

import { deleteCredential } from '../../activities/credentials/delete.js';
import { abandon } from '../../activities/credentials/intent.js';
import { refreshCredential } from '../../activities/credentials/refresh.js';
import { credentialPath, intentPath, type StoredCredential } from '../../activities/credentials/store.js';
import { newId } from '../../clients/ids.js';
import { Vault, type VaultAuth } from '../../clients/vault.js';
import { findFreePorts } from '../../dev/services/ports.js';
import type { OAuthClientSettings } from '../../revenuecat/oauth.js';
import { type Simulator, startSimulator } from '../../simulator/server.js';
import type { CredentialRef, RefreshAnswer } from '../../workflows/activities.js';
import { eventually } from '../support/eventually.js';
import { freshVaultMount, services } from '../support/services.js';
import { OAUTH_CLIENT } from '../support/worker-stack.js';

describe('a refresh', function () {
  this.timeout(30_000);
  let vault: Vault;
  let mount: string;
  let workerAuth: VaultAuth;
  let simulator: Simulator;
  let settings: OAuthClientSettings;
  let nobody: string;

  before(async () => {
    const [{ vaultAddr }, fresh] = await Promise.all([services(), freshVaultMount()]);
    mount = fresh.mount;
    nobody = `http://127.0.0.1:${(await findFreePorts(1))[0]}`;
    workerAuth = fresh.workerAuth;
    vault = new Vault({ address: vaultAddr, mount, auth: workerAuth });
    const redirectUri = 'http://localhost:3995/callback';
    simulator = await startSimulator({ client: { ...OAUTH_CLIENT, redirectUris: [redirectUri] } });
    settings = {
      apiUrl: simulator.url,
      clientId: OAUTH_CLIENT.id,
      clientSecret: OAUTH_CLIENT.secret,
      clientAuth: 'basic',
      redirectUri,
      timeout: 30_000,
    };
  });
  after(() => simulator.close());

  /** A grant that RevenueCat does not know: what a spent refresh token looks like from here. */
  async function spentCredential(obtainedAt = Date.now()): Promise<CredentialRef> {
    const ref = { projectId: newId('project'), credentialId: newId('credential') };
    const stored: StoredCredential = {
      kind: 'oauth',
      access_token: 'atk_of_test',
      refresh_token: 'rtk_of_test_that_is_spent',
      access_expires_at: Date.now(),
      obtained_at: obtainedAt,
      scopes: [],
    };
    await vault.write('credentials', credentialPath(ref), stored, 0);
    return ref;
  }

  async function refresh(
    ref: CredentialRef,
    apiUrl = simulator.url,
    through = vault,
    knownVersion = 1,
  ): Promise<RefreshAnswer> {
    const environment = new MockActivityEnvironment(undefined, {
      logger: new DefaultLogger('ERROR', () => undefined),
    });
    const input = { ...ref, knownVersion };
    return environment.run((): Promise<RefreshAnswer> =>
      refreshCredential(through, { ...settings, apiUrl }, input),
    );
  }

  const fault = (body: object) =>
    fetch(`${simulator.url}/simulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ endpoint: 'token', ...body }),
    });

  /** An attempt that died between the send and the answer, its lease over. */
  const deadAttempt = (ref: CredentialRef) =>
    vault.write(
      'credentials',
      intentPath(ref),
      { version: 1, lease_until: Date.now() - 1, uncertain: false },
      0,
    );

  it('says revoked when RevenueCat refuses a grant that nothing happened to', async () => {
    assert.deepEqual(await refresh(await spentCredential()), { kind: 'dead', cause: 'token_revoked' });
  });

  it('says expired when the grant is older than refresh tokens live', async () => {
    const ref = await spentCredential(Date.now() - 31 * 24 * 3_600_000);
    assert.deepEqual(await refresh(ref), { kind: 'dead', cause: 'token_expired' });
  });

  it('says lost when an earlier send ended unknown', async () => {
    const ref = await spentCredential();
    await deadAttempt(ref);
    assert.deepEqual(await refresh(ref), { kind: 'dead', cause: 'token_lost' });
  });

  it('says the same again without asking RevenueCat, where the first answer reached nobody', async () => {
    const lost = await spentCredential();
    await deadAttempt(lost);
    const revoked = await spentCredential();
    for (const time of ['first', 'second']) {
      assert.deepEqual(await refresh(lost), { kind: 'dead', cause: 'token_lost' }, time);
      assert.deepEqual(await refresh(revoked), { kind: 'dead', cause: 'token_revoked' }, time);
    }
    assert.deepEqual(await refresh(lost, nobody), { kind: 'dead', cause: 'token_lost' });
  });

  it('still says lost after refusals that were not about the grant', async () => {
    const ref = await spentCredential();
    await deadAttempt(ref);
    await assert.rejects(refresh(ref, nobody), /could not be reached/);
    await fault({ kind: 'rate_limit', retry_after_seconds: 7 });
    assert.deepEqual(await refresh(ref), { kind: 'later', wait: 7_000 });
    await fault({ kind: 'answer', status: 401, body: { error: 'invalid_client' } });
    assert.deepEqual(await refresh(ref), { kind: 'misconfigured' });
    assert.deepEqual(await refresh(ref), { kind: 'dead', cause: 'token_lost' });
  });

  it('keeps a refresh token that RevenueCat does not replace, and its age: it expires by that', async () => {
    const obtainedAt = Date.now() - 31 * 24 * 3_600_000;
    const ref = await spentCredential(obtainedAt);
    const body = { access_token: 'atk_new', token_type: 'Bearer', expires_in: 1e15, scope: 'a:b:read' };
    await fault({ kind: 'answer', status: 200, body });
    const answer = await refresh(ref);
    assert.ok(answer.kind === 'refreshed', JSON.stringify(answer));
    const { credential } = answer;
    assert.deepEqual([credential.version, credential.refreshObtainedAt], [2, obtainedAt]);
    // Seconds that nobody can mean.
    assert.ok((credential.accessExpiresAt ?? 0) <= Date.now() + 24 * 3_600_000);
    const end = await refresh(ref, simulator.url, vault, 2);
    assert.deepEqual(end, { kind: 'dead', cause: 'token_expired' });
  });

  it('takes a 401 that does not say why for no word about the grant or our client', async () => {
    const ref = await spentCredential();
    await fault({ kind: 'answer', status: 401, body: { object: 'error', type: 'authentication_error' } });
    const answer = await refresh(ref);
    assert.ok(answer.kind === 'later' && answer.ours === undefined, JSON.stringify(answer));
  });

  it('is tried again neither at once nor in days, whatever RevenueCat says', async () => {
    const ref = await spentCredential();
    for (const [seconds, wait] of [
      [0, 5_000],
      [86_400, 3_600_000],
    ] as const) {
      await fault({ kind: 'rate_limit', retry_after_seconds: seconds });
      assert.deepEqual(await refresh(ref), { kind: 'later', wait });
    }
  });

  it('sends nothing while another send may be in the air', async () => {
    const ref = await spentCredential();
    const intent = { version: 1, lease_until: Date.now() + 20_000, uncertain: false };
    await vault.write('credentials', intentPath(ref), intent, 0);
    const answer = await refresh(ref, nobody);
    assert.ok(answer.kind === 'later' && answer.wait > 15_000, JSON.stringify(answer));
  });

  it('sends nothing if the credential changed between the look at it and the announcement', async () => {
    const newer = await spentCredential();
    const deleted = await spentCredential();
    const meanwhile: Record<string, (() => Promise<unknown>) | undefined> = {
      [intentPath(newer)]: () => vault.write('credentials', credentialPath(newer), {}, 1),
      [intentPath(deleted)]: () => deleteCredential(vault, deleted),
    };
    /** As slow as a process that is held up right before it announces. */
    class SlowVault extends Vault {
      override async write(...args: Parameters<Vault['write']>): Promise<number> {
        const happens = meanwhile[args[1]];
        meanwhile[args[1]] = undefined;
        await happens?.();
        return super.write(...args);
      }
    }
    for (const ref of [newer, deleted]) {
      const slow = new SlowVault({ address: (await services()).vaultAddr, mount, auth: workerAuth });
      assert.deepEqual(await refresh(ref, nobody, slow), { kind: 'later', wait: 0, ours: true });
      const left = await vault.read<{ lease_until: number }>('credentials', intentPath(ref));
      assert.equal(left?.data.lease_until ?? 0, 0, 'nobody has to wait for what was not sent');
    }
    assert.deepEqual(await vault.list('credentials', deleted.projectId), []);
  });

  it('leaves nothing in Vault if the credential is deleted while the answer is on its way', async () => {
    const ref = await spentCredential();
    const body = {
      access_token: 'atk_late',
      refresh_token: 'rtk_late',
      token_type: 'Bearer',
      expires_in: 60,
    };
    await fault({ kind: 'answer', status: 200, body });
    /** Deletes the credential, mark and all, before the pair that has come is stored. */
    class DeletingVault extends Vault {
      override async write(...args: Parameters<Vault['write']>): Promise<number> {
        if (args[1] === credentialPath(ref)) {
          await deleteCredential(vault, ref);
          // What an attempt that is late by a whole deletion can leave behind.
          await vault.write(
            'credentials',
            intentPath(ref),
            { version: 1, lease_until: 0, uncertain: false },
            0,
          );
        }
        return super.write(...args);
      }
    }
    const late = new DeletingVault({ address: (await services()).vaultAddr, mount, auth: workerAuth });
    await assert.rejects(refresh(ref, simulator.url, late), /being deleted/);
    assert.deepEqual(await vault.list('credentials', ref.projectId), []);
  });

  it('waits for the end of its lease after an answer that was lost', async () => {
    const ref = await spentCredential();
    await fault({ kind: 'error', status: 502, body: 'html' });
    const answer = await refresh(ref);
    assert.ok(answer.kind === 'later' && answer.wait >= 30_000, JSON.stringify(answer));
  });

  it('keeps a pair whose answer breaks the standard in a detail', async () => {
    const ref = await spentCredential();
    const body = {
      access_token: 'atk_new_of_test',
      refresh_token: 'rtk_new_of_test',
      expires_in: 3600,
      scope: null,
    };
    await fault({ kind: 'answer', status: 200, body });
    const answer = await refresh(ref);
    assert.equal(answer.kind, 'refreshed');
    const stored = await vault.read<StoredCredential>('credentials', credentialPath(ref));
    assert.ok(stored?.data.kind === 'oauth');
    assert.equal(stored.data.refresh_token, 'rtk_new_of_test');
    assert.equal(await vault.read('credentials', intentPath(ref)), null);
  });

  it('keeps a pair in hand while Vault refuses it, until Vault takes it', async () => {
    const ref = await spentCredential();
    const { vaultAddr, vaultRootToken } = await services();
    const asRoot = async (method: string, path: string, body: object) => {
      const headers = { 'x-vault-token': vaultRootToken, 'content-type': 'application/json' };
      const answer = await fetch(`${vaultAddr}/v1/${path}`, { method, headers, body: JSON.stringify(body) });
      return (await answer.text()) || '{}';
    };
    const allow = (capabilities: string[]) =>
      asRoot('PUT', `sys/policies/acl/${mount}`, {
        policy: `path "${mount}/credentials/*" { capabilities = ${JSON.stringify(capabilities)} }`,
      });
    await allow(['create', 'read', 'update', 'delete']);
    const created = await asRoot('POST', 'auth/token/create', { policies: [mount] });
    const { auth } = JSON.parse(created) as { auth: { client_token: string } };
    const options = { address: vaultAddr, mount, auth: { token: auth.client_token } };
    /** Takes the intent, refuses everything after it. */
    class RefusingVault extends Vault {
      writes = 0;
      refusals = 0;
      override async write(...args: Parameters<Vault['write']>): Promise<number> {
        try {
          const version = await super.write(...args);
          if ((this.writes += 1) === 1) await allow(['read', 'delete']);
          return version;
        } catch (error) {
          this.refusals += 1;
          throw error;
        }
      }
    }
    const own = new RefusingVault(options);
    await fault({
      kind: 'answer',
      status: 200,
      body: { access_token: 'atk_late', refresh_token: 'rtk_late', token_type: 'Bearer', expires_in: 3600 },
    });
    const refreshing = refresh(ref, simulator.url, own);
    await eventually(() => own.refusals > 0);
    const version = async () => (await vault.read('credentials', credentialPath(ref)))?.version;
    assert.equal(await version(), 1);
    await allow(['create', 'read', 'update', 'delete']);
    assert.equal((await refreshing).kind, 'refreshed');
    assert.equal(await version(), 2);
  });

  it('drops the pair of a credential that is being deleted', async () => {
    const ref = await spentCredential();
    await abandon(vault, ref);
    await assert.rejects(refresh(ref), /being deleted/);
  });

  it('says missing when Vault has no such credential, and clears away what was announced for it', async () => {
    const ref = { projectId: newId('project'), credentialId: newId('credential') };
    await deadAttempt(ref);
    assert.deepEqual(await refresh(ref), { kind: 'missing' });
    assert.deepEqual(await vault.list('credentials', ref.projectId), []);
  });
});
