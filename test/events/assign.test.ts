import assert from 'node:assert/strict';

import { type Stage, startStage } from '../ingest/stage.js';
import { closeGate, NOTHING, rowsOf } from '../ingest/tenant.js';
import { type Answered, ask, deliverAll, makeReader, type Reader } from './readers.js';

describe('An unrouted event', () => {
  let stage: Stage;
  let reader: Reader;
  let bystander: Reader;

  before(async () => {
    stage = await startStage();
  });
  beforeEach(async () => {
    reader = await makeReader(stage, { accounts: 2 });
    bystander = await makeReader(stage);
    await deliverAll(stage, reader, [{ id: 'lost/one', app_id: 'unknown' }]);
  });
  afterEach(async () => assert.deepEqual(await rowsOf(stage, bystander), NOTHING));
  after(() => stage.close());

  it('is in no inbox until it is assigned, and then in that of its account', async () => {
    assert.deepEqual(await rowsOf(stage, reader), { ...NOTHING, events: 1 });
    const answer = await assign('lost/one', reader.accounts[1]);
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.account_id, reader.accounts[1]);
    const waiting = await stage.owner.prisma.event_inbox.findMany({
      where: { project_id: reader.projectId },
    });
    assert.deepEqual(
      waiting.map(({ account_id, event_id, size }) => [account_id, event_id, size > 100]),
      [[reader.accounts[1], 'lost/one', true]],
    );
  });

  it('is assigned once, however many ask at the same time', async () => {
    const answers = await Promise.all(
      reader.accounts.flatMap((account) => [assign('lost/one', account), assign('lost/one', account)]),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409, 409]);
    assert.equal((await rowsOf(stage, reader))['inbox'], 1);
    const again = await assign('lost/one', reader.accounts[0]);
    assert.equal(again.body.type, '/problems/event-already-assigned');
  });

  it('is not assigned to an account that is disconnected, unknown, or of another project', async () => {
    await closeGate(stage, reader.projectId, reader.accounts[1] ?? '');
    const disconnected = await assign('lost/one', reader.accounts[1]);
    assert.deepEqual([disconnected.status, disconnected.body.type], [409, '/problems/account-disconnected']);
    assert.equal((await assign('lost/one', bystander.accounts[0])).status, 404);
    assert.equal((await assign('lost/one', 'acc_nobody')).status, 404);
    assert.equal((await assign('lost/one', undefined)).status, 422);
    assert.deepEqual(await rowsOf(stage, reader), { ...NOTHING, events: 1 });
  });

  it('that does not exist is 404, and one that was routed cannot be moved', async () => {
    assert.equal((await assign('nothing', reader.accounts[0])).status, 404);
    assert.equal((await assign('nul\0', reader.accounts[0])).status, 404);
    assert.equal((await assign('lost/one', bystander.accounts[0], bystander)).status, 404);
  });

  it('needs a key that may write', async () => {
    const asked = { method: 'POST', body: { account_id: reader.accounts[0] } };
    assert.equal((await ask(stage, reader, '/revenue/events/lost%2Fone/assign', asked)).status, 403);
  });

  function assign(eventId: string, accountId: string | undefined, whose = reader): Promise<Answered> {
    const path = `/revenue/events/${encodeURIComponent(eventId)}/assign`;
    return ask(stage, whose, path, { method: 'POST', key: whose.writeKey, body: { account_id: accountId } });
  }
});
