import assert from 'node:assert/strict';

import { type ApiProcess, startApiProcess } from '../api/support/api-process.js';
import { NOBODY } from '../api/support/api-under-test.js';
import { bodyOf, deliver, renewal } from '../ingest/deliver.js';
import { type Stage, startStage } from '../ingest/stage.js';
import { makeReader } from './readers.js';
import { follow } from './stream-reader.js';

const GROUPS = 15;
const AT_ONCE = 20;

describe('A stream of events that is resumed at another api process', () => {
  let stage: Stage;
  let elsewhere: ApiProcess;

  before(async () => {
    stage = await startStage();
    elsewhere = await startApiProcess({
      DATABASE_URL: stage.deps.config.DATABASE_URL ?? '',
      TEMPORAL_ADDRESS: NOBODY,
      VAULT_ADDR: `http://${NOBODY}`,
      VAULT_TOKEN: 'token-of-nobody',
    });
  });
  after(async () => {
    elsewhere?.child.kill('SIGKILL');
    await stage?.close();
  });

  it('goes on where it ended, without gap or repetition, while both processes store events', async () => {
    const reader = await makeReader(stage);
    const whole = await follow(stage, reader);
    const first = await follow(stage, reader);
    const store = async (groups: number) => {
      for (let group = 0; group < groups; group += 1) {
        const sends = Array.from({ length: AT_ONCE }, (_, n) =>
          deliver(n % 2 === 0 ? stage : elsewhere, reader, bodyOf(renewal())),
        );
        assert.ok((await Promise.all(sends)).every(({ status }) => status === 200));
      }
    };
    const storing = store(GROUPS);
    await first.until(AT_ONCE);
    first.close();
    await first.ended;
    const resumed = await follow(elsewhere, reader, { lastEventId: first.lastId() });
    await storing;
    await store(1);

    const all = await whole.until((GROUPS + 1) * AT_ONCE);
    const before = first.events.map(({ data }) => data.event_id);
    const behind = await resumed.until(all.length - before.length);
    for (const follower of [whole, resumed]) follower.close();
    assert.equal(new Set(all).size, (GROUPS + 1) * AT_ONCE);
    assert.deepEqual([...before, ...behind], all);
  });
});
