import assert from 'node:assert/strict';

import { bodyOf, deliver, renewal } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { closeGate, makeTenant, NOTHING, rowsOf } from './tenant.js';

const CLOSE = 'update account_gates set accepting = false where account_id = $1';

describe('The gate of an account', () => {
  let stage: Stage;
  before(async () => {
    stage = await startStage();
  });
  after(() => stage.close());

  it('lets nothing through once it is closed, however many deliveries are under way', async () => {
    const tenant = await makeTenant(stage);
    const [account = ''] = tenant.accounts;
    const answers: number[] = [];
    let closed = false;
    const sender = async () => {
      while (!closed || answers.at(-1) === 200) {
        answers.push((await deliver(stage, tenant, bodyOf(renewal()))).status);
      }
    };
    const senders = Array.from({ length: 30 }, sender);
    while (answers.length < 100) await new Promise(setImmediate);
    await closeGate(stage, tenant.projectId, account);
    const { events: eventsAtClose } = await rowsOf(stage, tenant);
    closed = true;
    await Promise.all(senders);

    const { events, inbox } = await rowsOf(stage, tenant);
    assert.equal(events, eventsAtClose);
    assert.equal(inbox, events);
    assert.equal(answers.filter((status) => status === 200).length, events);
    assert.deepEqual([...new Set(answers)].sort(), [200, 404]);
  });

  it('holds up its own deliveries while it is being closed, and nobody else', async () => {
    const tenant = await makeTenant(stage);
    const bystander = await makeTenant(stage);
    const closing = await stage.owner.pool.connect();
    await closing.query('begin');
    await closing.query(CLOSE, [tenant.accounts[0]]);
    let answered = false;
    const held = deliver(stage, tenant, bodyOf(renewal())).finally(() => (answered = true));
    for (let n = 0; n < 20; n += 1) {
      assert.equal((await deliver(stage, bystander, bodyOf(renewal()))).status, 200);
    }
    assert.equal(answered, false);
    await closing.query('commit');
    closing.release();
    assert.equal((await held).status, 404);
    assert.deepEqual(await rowsOf(stage, bystander), { ...NOTHING, events: 20, inbox: 20 });
  });

  it('takes the delivery when it was not closed after all', async () => {
    const tenant = await makeTenant(stage);
    const closing = await stage.owner.pool.connect();
    await closing.query('begin');
    await closing.query(CLOSE, [tenant.accounts[0]]);
    const held = deliver(stage, tenant, bodyOf(renewal()));
    await closing.query('rollback');
    closing.release();
    assert.equal((await held).status, 200);
  });

  it('is answered 503 when it cannot be had in time', async () => {
    const tenant = await makeTenant(stage);
    const closing = await stage.owner.pool.connect();
    await closing.query('begin');
    await closing.query(CLOSE, [tenant.accounts[0]]);
    const started = performance.now();
    const sent = await deliver(stage, tenant, bodyOf(renewal()));
    assert.ok(performance.now() - started < 5_000);
    assert.equal(sent.status, 503);
    assert.match(sent.headers.get('retry-after') ?? '', /^\d+$/);
    assert.deepEqual(await rowsOf(stage, tenant), NOTHING);
    await closing.query('rollback');
    closing.release();
  });
});
