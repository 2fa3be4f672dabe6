import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Vault } from '../../clients/vault.js';
import { Cable } from '../support/cable.js';
import { services } from '../support/services.js';
import { bodyOf, deliver, openDelivery, renewal } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { makeTenant, NOTHING, rowsOf, type Tenant } from './tenant.js';

/** Less than half of the five seconds, so that two waits of this length would be over them on a busy machine, too. */
const ANSWER_WITHIN = 2_000;

describe('A delivery has one deadline for all it waits for', () => {
  let cable: Cable;
  let silentVault: Server;
  let stage: Stage;
  let tenant: Tenant;

  before(async () => {
    silentVault = createServer(() => undefined);
    await once(silentVault.listen(0, '127.0.0.1'), 'listening');
    const { port } = silentVault.address() as AddressInfo;
    cable = await Cable.to(new URL((await services()).postgresOwnerUrl));
    stage = await startStage({
      ingestThrough: cable.port,
      vault: new Vault({ address: `http://127.0.0.1:${port}`, mount: 'x', auth: { token: 'x' } }),
      limits: { answerWithin: ANSWER_WITHIN },
    });
  });
  beforeEach(async () => {
    // So that connections are open, and statements known; the token of another, which is believed from now on.
    const earlier = await makeTenant(stage, { sealingKey: false });
    assert.equal((await deliver(stage, earlier, bodyOf(renewal()))).status, 200);
    tenant = await makeTenant(stage, { sealingKey: false });
  });
  afterEach(() => cable.plugIn());
  after(async () => {
    await stage.close();
    await cable.unplug();
    silentVault.closeAllConnections();
    silentVault.close();
  });

  it('and is answered 503 within 5 seconds when one slow part follows the other', async () => {
    const [account = ''] = tenant.accounts;
    await stage.owner.prisma.account_gates.updateMany({
      where: { project_id: tenant.projectId },
      data: { signing_secret_hash: new Uint8Array(32) },
    });
    cable.slow(ANSWER_WITHIN - 100);
    const started = performance.now();
    const sent = await deliver(stage, tenant, bodyOf(renewal()), { account });
    assert.equal(sent.status, 503, sent.text);
    assert.match(sent.headers.get('retry-after') ?? '', /^\d+$/);
    assert.ok(performance.now() - started < 5_000);
    assert.deepEqual(await rowsOf(stage, tenant), NOTHING);
  });

  it('and is answered 200 when its slow parts together are in time', async () => {
    cable.slow(ANSWER_WITHIN / 10);
    assert.equal((await deliver(stage, tenant, bodyOf(renewal()))).status, 200);
  });

  it('and the time that the sender takes for the body is not part of it', async () => {
    const body = bodyOf(renewal());
    const slow = openDelivery(stage, {
      authorization: `Bearer ${tenant.token}`,
      'content-length': String(Buffer.byteLength(body)),
    });
    slow.request.write(body.slice(0, 20));
    // One that came later runs out of time.
    const other = await makeTenant(stage, { sealingKey: false });
    const closing = await stage.owner.pool.connect();
    await closing.query('begin');
    await closing.query('update account_gates set accepting = false where project_id = $1', [
      other.projectId,
    ]);
    assert.equal((await deliver(stage, other, bodyOf(renewal()))).status, 503);
    await closing.query('rollback');
    closing.release();
    slow.request.end(body.slice(20));
    assert.equal((await slow.answer).statusCode, 200);
  });
});
