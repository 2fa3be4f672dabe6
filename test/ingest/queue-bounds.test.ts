import assert from 'node:assert/strict';

import type { PoolClient } from 'pg';

import type { IngestLimits } from '../../api/ingest/limits.js';
import { eventually } from '../support/eventually.js';
import { bodyOf, deliver, renewal, type Sent } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { makeTenant, rowsOf, type Tenant } from './tenant.js';

const ROOM = 5;
const TOO_MANY = 7;

/** All of the same size. */
const newBody = (): string => bodyOf(renewal({ event_timestamp_ms: 1, filler: 'x'.repeat(10_000) }));
const SIZE = Buffer.byteLength(newBody());

const BOUNDS: readonly (readonly [what: string, limits: Partial<IngestLimits>])[] = [
  ['their number', { queueRows: ROOM }],
  ['their bytes', { queueBytes: ROOM * SIZE + SIZE / 2 }],
];

describe('Deliveries that wait to be stored are bounded', () => {
  let stage: Stage;
  let tenant: Tenant;
  let holder: PoolClient;

  afterEach(async () => {
    holder.release();
    await stage.close();
  });

  for (const [what, limits] of BOUNDS) {
    it(`by ${what}: beyond it they are answered 503 at once and not stored, and land when there is room again`, async () => {
      stage = await startStage({ limits: { ...limits, groupsUnderWay: 1 } });
      tenant = await makeTenant(stage);
      holder = await stage.owner.pool.connect();
      await holder.query('begin');
      await holder.query('lock table revenue_events in share mode');
      let isStored = false;
      const first = send(newBody()).finally(() => (isStored = true));
      await eventually(isHeldUp);

      const answers = new Map<string, Sent>();
      const sends = Array.from({ length: ROOM + TOO_MANY }, async () => {
        const body = newBody();
        const sent = await send(body);
        answers.set(body, sent);
        return sent;
      });
      await eventually(() => answers.size >= TOO_MANY);
      assert.equal(isStored, false);
      const refused = [...answers.keys()];
      for (const sent of answers.values()) overloaded(sent);
      assert.equal(refused.length, TOO_MANY);
      assert.equal((await rowsOf(stage, tenant))['events'], 0);

      await holder.query('rollback');
      assert.equal((await first).status, 200);
      const accepted = (await Promise.all(sends)).filter(({ status }) => status === 200);
      assert.equal(accepted.length, ROOM);
      assert.equal((await rowsOf(stage, tenant))['events'], 1 + ROOM);
      for (const body of refused) assert.equal((await send(body)).status, 200);
      const { events, inbox } = await rowsOf(stage, tenant);
      assert.deepEqual([events, inbox], [1 + ROOM + TOO_MANY, 1 + ROOM + TOO_MANY]);
    });
  }

  const send = (body: string) => deliver(stage, tenant, body);

  /** The only group that may be under way waits for the lock. */
  async function isHeldUp(): Promise<boolean> {
    const { rowCount } = await holder.query(
      `select from pg_locks where relation = 'revenue_events'::regclass and not granted`,
    );
    return rowCount === 1;
  }
});

function overloaded(sent: Sent): void {
  assert.equal(sent.status, 503, sent.text);
  assert.match(sent.headers.get('retry-after') ?? '', /^\d+$/);
  assert.equal((JSON.parse(sent.text) as { type: string }).type, '/problems/overloaded');
}
