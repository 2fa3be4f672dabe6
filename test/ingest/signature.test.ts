import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

import { isSigned, SIGNATURE_HEADER } from '../../api/ingest/signature.js';
import { deleteSigningSecret, storeSigningSecret } from '../../api/ingest/signing-secrets.js';
import { Vault } from '../../clients/vault.js';
import { Cable } from '../support/cable.js';
import { eventually } from '../support/eventually.js';
import { freshVaultMount, services } from '../support/services.js';
import { bodyOf, deliver, renewal } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { addAccount, makeTenant, nameApp, NOTHING, rowsOf, type Tenant } from './tenant.js';

const SECRET = 'whsec-of-tests-0123456789';

describe('The signature of a delivery', () => {
  const bytes = Buffer.from('{"event":{}}');
  const at = 1_700_000_000;
  const good = `t=${at},v1=${hmac(bytes, at)}`;
  const judge = (header: string | undefined, seconds = at) =>
    isSigned(bytes, header, SECRET, seconds * 1_000);

  it('is good over the time and the exact bytes', () => {
    assert.equal(judge(good), true);
    assert.equal(isSigned(Buffer.from('{"event": {}}'), good, SECRET, at * 1_000), false);
    assert.equal(isSigned(bytes, good, 'another', at * 1_000), false);
  });

  it('is good for five minutes', () => {
    assert.deepEqual([judge(good, at + 300), judge(good, at + 301)], [true, false]);
    assert.deepEqual([judge(good, at - 300), judge(good, at - 301)], [true, false]);
  });

  it('may have its parts in any order, with spaces, and more than one value', () => {
    assert.equal(judge(` v1=00ff , v1=${hmac(bytes, at)} , t=${at} `), true);
  });

  it('is not good when anything is missing or odd', () => {
    const odd = [
      undefined,
      '',
      't=,v1=',
      `t=${at}`,
      `v1=${hmac(bytes, at)}`,
      `t=${at},v1=zz`,
      `t=${at},v1=${'0'.repeat(64)}`,
      `t=-1,v1=00`,
    ];
    for (const header of odd) assert.equal(judge(header), false, header);
  });
});

describe('An account with a signing secret', () => {
  let stage: Stage;
  let tenant: Tenant;
  let account: string;
  let bystander: Tenant;

  before(async () => {
    stage = await startStage();
  });
  beforeEach(async () => {
    tenant = await makeTenant(stage);
    bystander = await makeTenant(stage);
    account = tenant.accounts[0] ?? '';
    await storeSigningSecret(stage.deps, { projectId: tenant.projectId, accountId: account }, SECRET);
  });
  after(() => stage.close());

  it('takes signed deliveries at its own address, and no others', async () => {
    assert.equal(await send(SECRET), 200);
    assert.equal(await send('wrong'), 401);
    assert.equal((await deliver(stage, tenant, bodyOf(renewal()), { account })).status, 401);
    assert.equal((await deliver(stage, tenant, bodyOf(renewal()))).status, 404);
    assert.deepEqual((await rowsOf(stage, tenant))['events'], 1);
  });

  it('is not reached through the app of an unsigned delivery', async () => {
    await addAccount(stage, tenant.projectId);
    await nameApp(stage, tenant.projectId, account, 'app');
    assert.equal((await deliver(stage, tenant, bodyOf(renewal({ app_id: 'app' })))).status, 404);
  });

  it('leaves other accounts of the project as they are', async () => {
    const other = await addAccount(stage, tenant.projectId);
    assert.equal((await deliver(stage, tenant, bodyOf(renewal()), { account: other })).status, 200);
    assert.equal((await deliver(stage, bystander, bodyOf(renewal()))).status, 200);
  });

  it('judges what is no JSON by its signature first', async () => {
    assert.equal((await deliver(stage, tenant, 'no json', { account })).status, 401);
  });

  it('takes the new secret when it was changed, and none when it was removed', async () => {
    assert.equal(await send(SECRET), 200);
    const key = { projectId: tenant.projectId, accountId: account };
    await storeSigningSecret(stage.deps, key, 'another-secret-of-tests');
    await eventually(async () => (await send('another-secret-of-tests')) === 200);
    assert.equal(await send(SECRET), 401);
    await deleteSigningSecret(stage.deps, key);
    await eventually(async () => (await deliver(stage, tenant, bodyOf(renewal()))).status === 200);
    assert.equal(
      await stage.deps.vault.read('webhook-tokens', `${tenant.projectId}/signing/${account}`),
      null,
    );
  });

  it('is answered 503 alone while its secret cannot be read', async () => {
    const away = await startStage({
      vault: new Vault({ address: 'http://127.0.0.1:9', mount: 'x', auth: { token: 'x' } }),
    });
    const [one, two] = [
      await makeTenant(away, { sealingKey: false }),
      await makeTenant(away, { sealingKey: false }),
    ];
    await away.owner.prisma.account_gates.updateMany({
      where: { project_id: one.projectId },
      data: { signing_secret_hash: new Uint8Array(32) },
    });
    const signed = await deliver(away, one, bodyOf(renewal()), { account: one.accounts[0] ?? '' });
    assert.equal(signed.status, 503, signed.text);
    assert.equal((await deliver(away, two, bodyOf(renewal()))).status, 200);
    assert.deepEqual(await rowsOf(away, one), NOTHING);
    await away.close();
  });

  it('is judged as before while Vault is away, once its secret has been used', async () => {
    const { vaultAddr } = await services();
    const cable = await Cable.to(new URL(vaultAddr));
    const { mount, apiAuth: auth } = await freshVaultMount();
    const away = await startStage({ vault: new Vault({ address: cable.leadingTo(vaultAddr), mount, auth }) });
    const one = await makeTenant(away);
    const [accountId = ''] = one.accounts;
    await storeSigningSecret(away.deps, { projectId: one.projectId, accountId }, SECRET);
    assert.equal(await send(SECRET, away, one), 200);
    await cable.unplug();
    await assert.rejects(away.deps.vault.read('webhook-tokens', one.projectId));
    assert.deepEqual([await send(SECRET, away, one), await send('wrong', away, one)], [200, 401]);
    const unsigned = await deliver(away, one, bodyOf(renewal()), { account: accountId });
    assert.equal(unsigned.status, 401, unsigned.text);
    assert.equal((await rowsOf(away, one))['events'], 2);
    await away.close();
  });

  async function send(secret: string, to = stage, whose = tenant): Promise<number> {
    const body = bodyOf(renewal());
    const at = Math.floor(Date.now() / 1_000);
    const headers = { [SIGNATURE_HEADER]: `t=${at},v1=${hmac(Buffer.from(body), at, secret)}` };
    return (await deliver(to, whose, body, { account: whose.accounts[0] ?? '', headers })).status;
  }
});

function hmac(bytes: Buffer, at: number, secret = SECRET): string {
  return createHmac('sha256', secret).update(`${at}.`).update(bytes).digest('hex');
}
