import assert from 'node:assert/strict';

import { Cable } from '../support/cable.js';
import { eventually } from '../support/eventually.js';
import { services } from '../support/services.js';
import { bodyOf, deliver, renewal, type Sent } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { makeTenant, NOTHING, rowsOf, type Tenant } from './tenant.js';

describe('While Postgres is away', () => {
  let cable: Cable;
  let stage: Stage;
  let tenant: Tenant;
  let bystander: Tenant;

  before(async () => {
    cable = await Cable.to(new URL((await services()).postgresOwnerUrl));
    stage = await startStage({ ingestThrough: cable.port });
    tenant = await makeTenant(stage);
    bystander = await makeTenant(stage);
    assert.equal((await deliver(stage, tenant, bodyOf(renewal()))).status, 200);
  });
  after(async () => {
    assert.deepEqual(await rowsOf(stage, bystander), NOTHING);
    await stage.close();
    await cable.unplug();
  });
  afterEach(() => cable.plugIn());

  for (const [how, cut] of [
    ['refuses connections', () => cable.unplug()],
    ['hangs', async () => cable.hang()],
  ] as const) {
    it(`and ${how}, deliveries are answered 503 within 5 seconds, and land again as soon as it is back`, async () => {
      await cut();
      const before = await rowsOf(stage, tenant);
      const bodies = Array.from({ length: 40 }, () => bodyOf(renewal()));
      const started = performance.now();
      const answers = await Promise.all(bodies.map((body) => deliver(stage, tenant, body)));
      assert.ok(performance.now() - started < 5_000);
      for (const answer of answers) unavailable(answer);
      await cable.unplug();
      await cable.plugIn();
      await eventually(async () => (await deliver(stage, tenant, bodies[0] ?? '')).status === 200, {
        within: '10s',
      });
      const again = await Promise.all(bodies.map((body) => deliver(stage, tenant, body)));
      assert.deepEqual([...new Set(again.map(({ status }) => status))], [200]);
      assert.equal((await rowsOf(stage, tenant))['events'], (before['events'] ?? 0) + 40);
    });
  }

  it('and breaks off in the middle of a burst, an event that was answered 200 is there, once', async () => {
    const before = (await rowsOf(stage, tenant))['events'] ?? 0;
    const bodies = Array.from({ length: 300 }, () => bodyOf(renewal()));
    const first = bodies.map((body) => deliver(stage, tenant, body));
    await eventually(async () => ((await rowsOf(stage, tenant))['events'] ?? 0) > before, {
      within: '5s',
      every: '1ms',
    });
    await cable.unplug();
    const accepted = (await Promise.all(first)).filter(({ status }) => status === 200).length;
    await cable.plugIn();
    assert.ok(((await rowsOf(stage, tenant))['events'] ?? 0) - before >= accepted);
    await eventually(async () => {
      const again = await Promise.all(bodies.map((body) => deliver(stage, tenant, body)));
      return again.every(({ status }) => status === 200);
    });
    assert.equal((await rowsOf(stage, tenant))['events'], before + 300);
  });
});

function unavailable(sent: Sent): void {
  assert.equal(sent.status, 503, sent.text);
  assert.match(sent.headers.get('retry-after') ?? '', /^\d+$/);
  assert.match(sent.headers.get('content-type') ?? '', /^application\/problem\+json/);
}
