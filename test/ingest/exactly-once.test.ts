import assert from 'node:assert/strict';

import { bodyOf, deliver, renewal, type Sent } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { makeTenant, NOTHING, rowsOf, type Tenant } from './tenant.js';

describe('An accepted delivery', () => {
  let stage: Stage;
  let tenant: Tenant;
  let bystander: Tenant;

  before(async () => {
    stage = await startStage();
  });
  beforeEach(async () => {
    tenant = await makeTenant(stage);
    bystander = await makeTenant(stage);
  });
  afterEach(async () => assert.deepEqual(await rowsOf(stage, bystander), NOTHING));
  after(() => stage.close());

  it('is one row and one place in the inbox, however many come at once and however often', async () => {
    const neighbour = await makeTenant(stage);
    const fresh = Array.from({ length: 900 }, () => bodyOf(renewal()));
    const sends: Promise<Sent>[] = [];
    for (const [n, body] of shuffled([...fresh, ...fresh.slice(0, 100)]).entries()) {
      sends.push(deliver(stage, tenant, body));
      if (n % 10 === 0) sends.push(deliver(stage, neighbour, bodyOf(renewal())));
    }
    const answers = await Promise.all(sends);
    assert.deepEqual(
      [...new Set(answers.map(({ status, text }) => `${status} ${text}`))],
      ['200 {"status":"accepted"}'],
    );
    assert.deepEqual(await rowsOf(stage, tenant), { ...NOTHING, events: 900, inbox: 900 });
    assert.deepEqual(await rowsOf(stage, neighbour), { ...NOTHING, events: 100, inbox: 100 });
  });

  it('is one row when two processes are sent the same at the same time', async () => {
    const other = await stage.secondServer();
    const event = renewal();
    const bodies = Array.from({ length: 150 }, (_, n) => bodyOf({ ...event, id: `of-two-${n}` }));
    const changed = Array.from({ length: 10 }, (_, n) => bodyOf({ ...event, id: `of-two-${n}`, price: 1 }));
    const sends = [stage, other].flatMap((to) => shuffled(bodies).map((body) => deliver(to, tenant, body)));
    const answers = await Promise.all([...sends, ...changed.map((body) => deliver(other, tenant, body))]);
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.deepEqual(await rowsOf(stage, tenant), { ...NOTHING, events: 150, inbox: 150 });
    const { _sum } = await stage.owner.prisma.revenue_events.aggregate({
      where: { project_id: tenant.projectId },
      _sum: { conflicts: true },
    });
    // Of each of the ten ids either one delivery differed from the two others, or two from the one that came first.
    assert.ok((_sum.conflicts ?? 0) >= 10 && (_sum.conflicts ?? 0) <= 20);
  });

  it('leaves the row as it is when it comes again, and after the inbox was emptied, too', async () => {
    const body = bodyOf(renewal({ id: 'again' }));
    assert.equal((await deliver(stage, tenant, body)).status, 200);
    await stage.owner.prisma.event_inbox.deleteMany({ where: { project_id: tenant.projectId } });
    assert.equal((await deliver(stage, tenant, body)).status, 200);
    assert.deepEqual(await rowsOf(stage, tenant), { ...NOTHING, events: 1 });
    assert.equal((await eventOf('again')).conflicts, 0);
  });

  it('with the same id and another body keeps the first and counts the conflict', async () => {
    await deliver(stage, tenant, bodyOf(renewal({ id: 'twofold', event_timestamp_ms: 1, price: 1 })));
    for (const price of [2, 2]) {
      const sent = await deliver(
        stage,
        tenant,
        bodyOf(renewal({ id: 'twofold', event_timestamp_ms: 1, price })),
      );
      assert.equal(sent.status, 200);
    }
    const event = await eventOf('twofold');
    assert.deepEqual([event.price_usd?.toString(), event.conflicts], ['1', 2]);
  });

  it('counts conflicts among deliveries of one moment, too', async () => {
    const event = renewal({ id: 'crowd' });
    const bodies = Array.from({ length: 20 }, (_, price) => bodyOf({ ...event, price }));
    const answers = await Promise.all(bodies.map((body) => deliver(stage, tenant, body)));
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal((await eventOf('crowd')).conflicts, 19);
    assert.deepEqual(await rowsOf(stage, tenant), { ...NOTHING, events: 1, inbox: 1 });
  });

  it('is the same whatever the order of its keys, its spaces and its personal attributes', async () => {
    const event = renewal({ id: 'reordered' });
    const reordered = Object.fromEntries(Object.entries(event).reverse());
    const attributes = { $email: { value: 'a@example.com', updated_at_ms: 1 } };
    const bodies = [
      bodyOf(event),
      JSON.stringify({ event: reordered, api_version: '1.0' }, null, 2),
      bodyOf({ ...event, subscriber_attributes: attributes }),
    ];
    for (const body of bodies) assert.equal((await deliver(stage, tenant, body)).status, 200);
    assert.equal((await eventOf('reordered')).conflicts, 0);
  });

  it('with an id that another project has, too, is an event of its own', async () => {
    const neighbour = await makeTenant(stage);
    for (const owner of [tenant, neighbour]) await deliver(stage, owner, bodyOf(renewal({ id: 'shared' })));
    assert.equal((await rowsOf(stage, tenant))['events'], 1);
    assert.equal((await rowsOf(stage, neighbour))['events'], 1);
  });

  function eventOf(eventId: string) {
    const id = { project_id: tenant.projectId, event_id: eventId };
    return stage.owner.prisma.revenue_events.findUniqueOrThrow({ where: { project_id_event_id: id } });
  }
});

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: Math.random() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);
}
