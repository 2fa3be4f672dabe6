import assert from 'node:assert/strict';

import { type Delivery, quarantineIdOf } from '../../api/ingest/delivery.js';
import { sealForQuarantine } from '../../api/ingest/quarantine-box.js';
import { readSealingKey } from '../../api/ingest/sealing-keys.js';
import { deliver } from '../ingest/deliver.js';
import { bodyOf, renewal } from '../ingest/deliver.js';
import { type Stage, startStage } from '../ingest/stage.js';
import { closeGate, NOTHING, rowsOf } from '../ingest/tenant.js';
import { type Answered, ask, makeReader, type Reader } from './readers.js';

const QUARANTINE = '/revenue-layer/event-quarantine';

describe('The quarantine', () => {
  let stage: Stage;
  let reader: Reader;
  let bystander: Reader;

  before(async () => {
    stage = await startStage();
  });
  beforeEach(async () => {
    reader = await makeReader(stage);
    bystander = await makeReader(stage);
  });
  afterEach(async () => assert.deepEqual(await rowsOf(stage, bystander), NOTHING));
  after(() => stage.close());

  it('lists what was set aside, newest first, page by page, for those who may write', async () => {
    for (const body of ['[1]', '[2]', '{"event":null}']) await deliver(stage, reader, body);
    assert.equal((await ask(stage, reader, QUARANTINE)).status, 403);
    const page = await list(`${QUARANTINE}?limit=2`);
    assert.deepEqual(
      page.body.items.map(({ reason, size }) => [reason, size]),
      [
        ['event-missing', 14],
        ['body-not-an-object', 3],
      ],
    );
    const rest = await list(`${QUARANTINE}?limit=2&cursor=${page.body.next_cursor}`);
    assert.deepEqual([rest.body.items.length, rest.body.next_cursor], [1, null]);
    assert.doesNotMatch(page.text + rest.text, /sealed/);
    assert.deepEqual((await list(QUARANTINE, bystander)).body.items, []);
  });

  it('gives back what can be read by now, once', async () => {
    const id = await setAside(
      bodyOf(renewal({ id: 'found', subscriber_attributes: { $email: { value: 'a@b.c' } } })),
    );
    for (const outcome of ['stored', 'duplicate']) {
      const answer = await replay(id);
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual([answer.body.event_id, answer.body.outcome], ['found', outcome]);
    }
    assert.deepEqual(await rowsOf(stage, reader), { ...NOTHING, events: 1, inbox: 1, quarantine: 1 });
    const { body } = await stage.owner.prisma.revenue_events.findFirstOrThrow({
      where: { project_id: reader.projectId },
    });
    assert.doesNotMatch(JSON.stringify(body), /a@b/);
    assert.notEqual((await list(QUARANTINE)).body.items[0]?.['replayed_at'], null);
  });

  it('keeps what still is no event, and says why', async () => {
    await deliver(stage, reader, '[1]');
    await deliver(stage, reader, String.raw`{"event":{"id":"x","type":"TEST","note":"\u0000"}}`);
    for (const { id, reason } of (await list(QUARANTINE)).body.items) {
      const answer = await replay(id);
      assert.deepEqual(
        [answer.status, answer.body.type, answer.body.reason],
        [409, '/problems/event-not-storable', reason],
      );
    }
    assert.deepEqual(await rowsOf(stage, reader), { ...NOTHING, quarantine: 2 });
  });

  it('gives nothing back to an account that is disconnected by now', async () => {
    const id = await setAside(bodyOf(renewal()));
    await closeGate(stage, reader.projectId, reader.accounts[0] ?? '');
    assert.equal((await replay(id)).status, 404);
    assert.equal((await rowsOf(stage, reader))['events'], 0);
  });

  it("does not give back another project's", async () => {
    const id = await setAside(bodyOf(renewal()));
    assert.equal((await replay(id, bystander)).status, 404);
    assert.equal((await replay('qtn_nothing')).status, 404);
    const asked = { method: 'POST', key: reader.readKey };
    assert.equal((await ask(stage, reader, `${QUARANTINE}/${id}/replay`, asked)).status, 403);
  });

  /** As an earlier version would have done, that could not read this event. */
  async function setAside(body: string): Promise<string> {
    const keys = await readSealingKey(stage.deps, reader.projectId);
    assert.ok(keys);
    const delivery: Delivery = {
      projectId: reader.projectId,
      namedAccount: null,
      signed: false,
      keepSubscriberAttributes: false,
      sealingPublicKey: keys.publicKey,
      bytes: Buffer.from(body),
      content: { kind: 'no-event', reason: 'event-type-unknown' },
    };
    const id = quarantineIdOf(delivery);
    const sealed_body = new Uint8Array(sealForQuarantine(delivery, id));
    const row = {
      project_id: reader.projectId,
      id,
      reason: 'event-type-unknown',
      sealed_body,
      size: body.length,
    };
    await stage.owner.prisma.event_quarantine.create({ data: row });
    return id;
  }

  function list(path: string, whose = reader): Promise<Answered> {
    return ask(stage, whose, path, { key: whose.writeKey });
  }

  function replay(id: string, whose = reader): Promise<Answered> {
    return ask(stage, whose, `${QUARANTINE}/${id}/replay`, { method: 'POST', key: whose.writeKey });
  }
});
