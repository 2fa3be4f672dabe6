import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';

import { WEBHOOK_PATH } from '../../api/ingest/receiver.js';
import { type ApiProcess, startApiProcess } from '../api/support/api-process.js';
import { NOBODY } from '../api/support/api-under-test.js';
import { bodyOf, deliver, renewal } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { makeTenant, NOTHING, rowsOf, type Tenant } from './tenant.js';

describe('An api process that was started while Temporal and Vault are away', () => {
  let stage: Stage;
  let tenant: Tenant;
  let api: ApiProcess;
  before(async () => {
    stage = await startStage();
  });
  beforeEach(async () => {
    tenant = await makeTenant(stage);
    api = await startApiProcess({
      DATABASE_URL: stage.deps.config.DATABASE_URL ?? '',
      TEMPORAL_ADDRESS: NOBODY,
      VAULT_ADDR: `http://${NOBODY}`,
      VAULT_TOKEN: 'token-of-nobody',
    });
  });
  afterEach(() => api.child.kill('SIGKILL'));
  after(() => stage.close());

  it('takes webhooks, and sets aside what is no event', async () => {
    const [account = ''] = tenant.accounts;
    for (const options of [{}, { account }]) {
      assert.equal((await deliver(api, tenant, bodyOf(renewal()), options)).status, 200);
    }
    assert.equal((await deliver(api, tenant, '{"event":null}')).status, 200);
    assert.equal((await deliver(api, { token: 'wrong' }, bodyOf(renewal()))).status, 401);
    assert.deepEqual(await rowsOf(stage, tenant), { ...NOTHING, events: 2, inbox: 2, quarantine: 1 });
  });

  it('finishes the delivery that it is taking when it is told to stop', async () => {
    const body = bodyOf(renewal());
    const sent = request(api.url + WEBHOOK_PATH, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tenant.token}`,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        expect: '100-continue',
      },
    });
    const answered = once(sent, 'response') as Promise<[{ statusCode: number }]>;
    sent.flushHeaders();
    // The request is being served: half of its body is with the api.
    await once(sent, 'continue');
    sent.write(body.slice(0, 20));
    const ended = once(api.child, 'exit');
    api.child.kill('SIGTERM');
    while (!api.output().includes('api.stopping')) await once(api.child.stdout ?? assert.fail(), 'data');
    sent.end(body.slice(20));
    assert.equal((await answered)[0].statusCode, 200);
    assert.deepEqual(await ended, [0, null]);
    assert.deepEqual(await rowsOf(stage, tenant), { ...NOTHING, events: 1, inbox: 1 });
  });
});
