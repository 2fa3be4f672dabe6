import assert from 'node:assert/strict';

import type { PoolClient } from 'pg';

import { type Delivery, readContent } from '../../api/ingest/delivery.js';
import { GroupCommit, type StoreGroup } from '../../api/ingest/group-commit.js';
import { INGEST_LIMITS } from '../../api/ingest/limits.js';
import { type Stored, storeGroup } from '../../api/ingest/store-group.js';
import { bodyOf, renewal } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { makeTenant, NOTHING, rowsOf, type Tenant } from './tenant.js';

/** Milliseconds; more than any of these tests may take. */
const LONG = 30_000;
const LOCK = 7;

/** JSON that Node reads and Postgres does not: it is nested too deep. */
const poison = (id: string): string =>
  `{"event":{"id":"${id}","type":"RENEWAL","x":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`;

describe('A group of deliveries of which Postgres refuses one', () => {
  let stage: Stage;
  let sender: Tenant;
  let neighbour: Tenant;
  let other: Tenant;
  let holder: PoolClient;

  before(async () => {
    stage = await startStage();
    // Makes what is quarantined wait for as long as the test wants.
    await stage.owner.pool.query(`
      create function wait_for_test() returns trigger language plpgsql as
      $$ begin perform pg_advisory_xact_lock(${LOCK}); return new; end $$`);
    await stage.owner.pool.query(`
      create trigger wait_for_test before insert on event_quarantine for each row execute function wait_for_test()`);
  });
  beforeEach(async () => {
    sender = await makeTenant(stage);
    neighbour = await makeTenant(stage);
    other = await makeTenant(stage);
    holder = await stage.owner.pool.connect();
    await holder.query(`select pg_advisory_lock(${LOCK})`);
  });
  afterEach(async () => {
    await letGo();
    holder.release();
  });
  after(() => stage.close());

  const letGo = () => holder.query('select pg_advisory_unlock_all()');
  const toPostgres: StoreGroup = (group) => storeGroup(stage.deps.ingest.pool, group);
  const commitOf = (store = toPostgres) => new GroupCommit(store, INGEST_LIMITS);

  async function deliveryFor(tenant = sender, body = bodyOf(renewal())): Promise<Delivery> {
    const { projectId } = tenant;
    const where = { project_id: projectId };
    const layer = await stage.owner.prisma.revenue_layers.findUniqueOrThrow({ where });
    const bytes = Buffer.from(body);
    return {
      ...{ projectId, namedAccount: null, signed: false, keepSubscriberAttributes: false, bytes },
      sealingPublicKey: layer.sealing_public_key,
      content: readContent(bytes),
    };
  }
  const rows = (tenant: Tenant) => rowsOf(stage, tenant);

  it('is answered for all other projects while that one still waits to be set aside, and they go on', async () => {
    const own = [await deliveryFor(sender), await deliveryFor(sender)];
    const refused = await deliveryFor(sender, poison('refused'));
    const others = await Promise.all(
      [neighbour, other, neighbour, other].map((tenant) => deliveryFor(tenant)),
    );
    const next = await deliveryFor(neighbour);
    const commit = commitOf();
    let isOver = false;
    const aside = commit.store(refused, LONG).finally(() => (isOver = true));
    const [sent, sentByOthers] = [own, others].map((some) => some.map((one) => commit.store(one, LONG)));

    assert.deepEqual(await outcomesOf(sentByOthers), ['stored']);
    assert.equal((await commit.store(next, LONG)).outcome, 'stored');
    assert.equal(isOver, false);
    assert.deepEqual(await rows(neighbour), { ...NOTHING, events: 3, inbox: 3 });
    assert.deepEqual(await rows(other), { ...NOTHING, events: 2, inbox: 2 });

    await letGo();
    assert.equal((await aside).outcome, 'quarantined');
    assert.deepEqual(await outcomesOf(sent), ['stored']);
    assert.deepEqual(await rows(sender), { ...NOTHING, events: 2, inbox: 2, quarantine: 1 });
  });

  it('costs other projects a few statements at most, however many of one project are refused', async () => {
    await letGo();
    const refused = await Promise.all(
      Array.from({ length: 30 }, (_, n) => deliveryFor(sender, poison(`p${n}`))),
    );
    const sound = await Promise.all([neighbour, other].map((tenant) => deliveryFor(tenant)));
    let statements = 0;
    const commit = commitOf((group) => {
      statements += 1;
      return toPostgres(group);
    });
    const aside = refused.map((one) => commit.store(one, LONG));
    const statementsBefore = sound.map(async (one) => {
      await commit.store(one, LONG);
      return statements;
    });
    assert.ok(Math.max(...(await Promise.all(statementsBefore))) <= 5);
    assert.deepEqual(await outcomesOf(aside), ['quarantined']);
    assert.equal((await rows(sender))['quarantine'], 30);
  });

  it('is searched only for those who still wait for their answer', async () => {
    const [first, second] = [await deliveryFor(sender, poison('1')), await deliveryFor(sender, poison('2'))];
    const commit = commitOf();
    const aside = commit.store(first, LONG);
    await assert.rejects(commit.store(second, 100), { slug: 'overloaded' });
    await letGo();
    assert.equal((await aside).outcome, 'quarantined');
    await commit.close();
    assert.equal((await rows(sender))['quarantine'], 1);
  });
});

/** Each outcome once. */
async function outcomesOf(storing: readonly Promise<Stored>[] = []): Promise<string[]> {
  return [...new Set((await Promise.all(storing)).map(({ outcome }) => outcome))];
}
