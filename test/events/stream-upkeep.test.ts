import assert from 'node:assert/strict';

import type { StreamBounds } from '../../api/events/stream-bounds.js';
import { type Stage, startStage } from '../ingest/stage.js';
import { eventually } from '../support/eventually.js';
import { ask, deliverAll, makeReader, type Reader } from './readers.js';
import { follow, type Follower, type FollowOptions } from './stream-reader.js';

describe('An open stream of events', () => {
  let stage: Stage;
  let reader: Reader;
  const followers: Follower[] = [];

  afterEach(async () => {
    for (const follower of followers.splice(0)) follower.close();
    await stage.close();
  });

  it('is kept open by a comment now and then while there is nothing to bring', async () => {
    await start({ beatEvery: 50 });
    const quiet = await open();
    await eventually(() => quiet.comments() >= 3);
    assert.deepEqual(quiet.events, []);
    await deliverAll(stage, reader, [{ id: 'e1' }]);
    assert.deepEqual(await quiet.until(1), ['e1']);
  });

  it('ends after a while, so that its reader is asked anew who it is, and can be resumed', async () => {
    await start({ beatEvery: 50, longest: 100 });
    const first = await open();
    await first.ended;
    assert.notEqual(first.lastId(), '');
    await deliverAll(stage, reader, [{ id: 'meanwhile' }]);
    const resumed = await open({ lastEventId: first.lastId() });
    assert.deepEqual(await resumed.until(1), ['meanwhile']);
  });

  it('is cut off when its reader takes nothing for long, and can be resumed without gap or repetition', async () => {
    // 16 MB in all: more than the buffers on the way hold.
    const count = 4_000;
    await start({ stalledAfter: 300, streamsOfProject: 1 });
    const first = await open();
    await eventually(() => first.lastId() !== '');
    first.close();
    await stage.owner.pool.query(
      `insert into revenue_events (project_id, event_id, type, ordered_at, body_hash, body)
       select $1, 'e' || to_char(n, 'FM0000'), repeat('X', 4000), now(), '', '{}' from generate_series(1, $2::int) n`,
      [reader.projectId, count],
    );
    let wake = () => {};
    const readAfter = new Promise<void>((resolve) => (wake = resolve));
    const slow = await openOnceThereIsRoom({ lastEventId: first.lastId(), readAfter });
    // The only stream of the project has ended when there is room for another one.
    (await openOnceThereIsRoom()).close();
    wake();
    await slow.ended;
    const came = slow.events.length;
    assert.ok(came < count, `${came} came through`);
    const rest = await openOnceThereIsRoom({ lastEventId: slow.lastId() || first.lastId() });
    const ids = [...slow.events.map(({ data }) => data.event_id), ...(await rest.until(count - came))];
    assert.deepEqual(
      ids,
      Array.from({ length: count }, (_, n) => `e${String(n + 1).padStart(4, '0')}`),
    );
  });

  it('is one of at most so many of a project; one more is answered 503, and neighbours have theirs', async () => {
    await start({ streamsOfProject: 3 });
    const neighbour = await makeReader(stage);
    const opened = await Promise.all([open(), open(), open()]);
    assert.deepEqual(
      opened.map(({ status }) => status),
      [200, 200, 200],
    );
    const refused = await ask(stage, reader, '/revenue/events/stream');
    assert.deepEqual([refused.status, refused.body.type], [503, '/problems/overloaded']);
    assert.match(refused.headers.get('retry-after') ?? '', /^\d+$/);
    assert.equal((await open({}, neighbour)).status, 200);
    opened[0].close();
    await openOnceThereIsRoom();
  });

  async function start(streamBounds: Partial<StreamBounds>): Promise<void> {
    stage = await startStage({ streamBounds });
    reader = await makeReader(stage);
  }

  function openOnceThereIsRoom(options: FollowOptions = {}): Promise<Follower> {
    return eventually(
      async () => {
        const follower = await open(options);
        return follower.status === 200 && follower;
      },
      { within: '20s' },
    );
  }

  async function open(options: FollowOptions = {}, whose = reader): Promise<Follower> {
    const follower = await follow(stage, whose, options);
    followers.push(follower);
    return follower;
  }
});
