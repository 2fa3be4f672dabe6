import assert from 'node:assert/strict';

import { streamIdOf } from '../../api/events/stream-position.js';
import { bodyOf, deliver, renewal } from '../ingest/deliver.js';
import { type Stage, startStage } from '../ingest/stage.js';
import { eventually } from '../support/eventually.js';
import { deliverAll, makeReader, type Reader } from './readers.js';
import { follow, type Follower, type FollowOptions } from './stream-reader.js';

describe('The stream of events', () => {
  let stage: Stage;
  let reader: Reader;
  let bystander: Reader;
  const followers: Follower[] = [];

  before(async () => {
    stage = await startStage();
  });
  beforeEach(async () => {
    reader = await makeReader(stage);
    bystander = await makeReader(stage);
  });
  afterEach(() => {
    for (const follower of followers.splice(0)) follower.close();
  });
  after(() => stage.close());

  it('brings what is stored from now on, within a second or two, and nothing of other projects', async () => {
    await deliverAll(stage, reader, [{ id: 'before' }]);
    const follower = await start();
    const neighbour = await start({}, bystander);
    await deliverAll(stage, bystander, [{ id: 'theirs' }]);
    const sent = performance.now();
    await deliverAll(stage, reader, [{ id: 'e1' }, { id: 'e2' }]);
    assert.deepEqual(await follower.until(2), ['e1', 'e2']);
    assert.ok(performance.now() - sent < 2_000);
    assert.deepEqual(await neighbour.until(1), ['theirs']);
    assert.equal(follower.events[0]?.data.type, 'RENEWAL');
  });

  it('resumes after any event without gap or repetition', async () => {
    const first = await start();
    await Promise.all(Array.from({ length: 40 }, () => deliver(stage, reader, bodyOf(renewal()))));
    const all = await first.until(40);
    for (const at of [0, 7, 38]) {
      const resumed = await start({ lastEventId: first.events[at]?.id ?? '' });
      assert.deepEqual(await resumed.until(39 - at), all.slice(at + 1));
    }
    const last = await start({ lastEventId: first.lastId() });
    await deliverAll(stage, reader, [{ id: 'new' }]);
    assert.deepEqual(await last.until(1), ['new']);
  });

  it('can be resumed before it has brought anything', async () => {
    const first = await start();
    await eventually(() => first.lastId() !== '');
    first.close();
    await deliverAll(stage, reader, [{ id: 'meanwhile' }]);
    const resumed = await start({ lastEventId: first.lastId() });
    assert.deepEqual(await resumed.until(1), ['meanwhile']);
  });

  it('misses nothing of a transaction that began earlier and is committed later', async () => {
    const follower = await start();
    const slow = await stage.owner.pool.connect();
    await slow.query('begin');
    await slow.query(
      `insert into revenue_events (project_id, event_id, type, ordered_at, body_hash, body)
       values ($1, 'slow', 'TEST', now(), '', '{}')`,
      [reader.projectId],
    );
    await deliverAll(stage, reader, [{ id: 'quick' }]);
    await slow.query('commit');
    slow.release();
    assert.deepEqual(await follower.until(2), ['slow', 'quick']);
  });

  it('brings thousands in order, each once', async () => {
    await stage.owner.pool.query(
      `insert into revenue_events (project_id, event_id, type, ordered_at, body_hash, body)
       select $1, 'e' || to_char(n, 'FM0000'), 'TEST', now(), '', '{}' from generate_series(1, 1500) n`,
      [reader.projectId],
    );
    const other = await start();
    await deliverAll(stage, reader, [{ id: 'last' }]);
    await other.until(1);
    const past = await start({ lastEventId: await placeOf('e0001') });
    const ids = await past.until(1_500);
    assert.deepEqual([ids.length, new Set(ids).size, ids[0], ids.at(-1)], [1_500, 1_500, 'e0002', 'last']);
  });

  it('can be narrowed as the list', async () => {
    const follower = await start({ query: '?type=CANCELLATION' });
    await deliverAll(stage, reader, [{ id: 'e1' }, { id: 'e2', type: 'CANCELLATION' }]);
    assert.deepEqual(await follower.until(1), ['e2']);
  });

  it("does not open with another project's key, account or place", async () => {
    const theirs = await start({}, bystander);
    await eventually(() => theirs.lastId() !== '');
    assert.equal((await start({ lastEventId: theirs.lastId() })).status, 422);
    assert.equal((await start({ lastEventId: 'nonsense' })).status, 422);
    assert.equal((await start({ query: `?accounts=${bystander.accounts[0]}` })).status, 404);
    assert.equal((await start({ key: bystander.readKey })).status, 404);
    assert.equal((await start({ key: 'nobody' })).status, 401);
  });

  it('goes on from a place that was counted before a restore, without leaving anything out', async () => {
    const first = await start();
    await deliverAll(stage, reader, [{ id: 'e1' }]);
    await first.until(1);
    const future = '9'.repeat(17);
    const place = JSON.parse(Buffer.from(first.lastId(), 'base64url').toString()) as [
      string,
      [string, string, string],
    ];
    place[1][0] = future;
    const lastEventId = Buffer.from(JSON.stringify(place)).toString('base64url');
    await deliverAll(stage, reader, [{ id: 'e2' }]);
    const resumed = await start({ lastEventId });
    await eventually(() => resumed.events.some(({ data }) => data.event_id === 'e2'));
  });

  async function start(options: FollowOptions = {}, whose = reader): Promise<Follower> {
    const follower = await follow(stage, whose, options);
    followers.push(follower);
    return follower;
  }

  /** The place of an event, as a stream that had followed from the beginning would have named it. */
  async function placeOf(eventId: string): Promise<string> {
    const { rows } = await stage.owner.pool.query<{ stored_in: string; received_at: Date }>(
      'select stored_in, received_at from revenue_events where project_id = $1 and event_id = $2',
      [reader.projectId, eventId],
    );
    const [row] = rows;
    assert.ok(row);
    return streamIdOf(reader.projectId, { storedIn: row.stored_in, eventId, receivedAt: row.received_at });
  }
});
