import assert from 'node:assert/strict';

import { eventually } from '../support/eventually.js';
import { bodyOf, deliver, openDelivery, renewal } from './deliver.js';
import { type Stage, type StageOptions, startStage } from './stage.js';
import { makeTenant, NOTHING, rowsOf, type Tenant } from './tenant.js';

const filler = 'x'.repeat(20_000);

describe('Bodies that are still on their way', () => {
  let stage: Stage;
  let tenant: Tenant;

  afterEach(() => stage.close());

  it('are kept up to a number of bytes in all, and what they took is free again once they have come or gone', async () => {
    await start({ uploadBytes: 100_000 });
    const slow = halfSent(tenant, 90_000);
    await eventually(async () => {
      const sent = await deliver(stage, tenant, bodyOf(renewal({ filler })));
      assert.equal(sent.status, 503);
      assert.match(sent.headers.get('retry-after') ?? '', /^\d+$/);
    });
    assert.equal((await deliver(stage, tenant, bodyOf(renewal()))).status, 200, 'a small one has room');
    slow.request.end(bodyOf(renewal()));
    assert.equal((await slow.answer).statusCode, 200);
    assert.equal(await statusOf(tenant), 200);
    const gone = halfSent(tenant, 90_000);
    await eventually(async () => assert.equal(await statusOf(tenant), 503));
    gone.request.destroy();
    await assert.rejects(gone.answer);
    await eventually(async () => assert.equal(await statusOf(tenant), 200));
  });

  it("do not keep a neighbour's deliveries out, however many a project has of them", async () => {
    await start({ uploadBytes: 400_000, uploadBytesOfProject: 100_000 });
    const neighbour = await makeTenant(stage);
    // Two and a half times of what there is room for in all.
    const held = Array.from({ length: 50 }, () => halfSent(tenant, 20_000));
    await eventually(async () => assert.equal(await statusOf(tenant), 503));
    assert.equal(await statusOf(neighbour), 200);
    const answers = held.map(({ answer }) => answer.then(({ statusCode }) => statusCode).catch(() => null));
    assert.equal(await Promise.race(answers), 503);
    for (const { request } of held) request.destroy();
    await eventually(async () => assert.equal(await statusOf(tenant), 200));
    assert.deepEqual(await rowsOf(stage, neighbour), { ...NOTHING, events: 1, inbox: 1 });
  });

  it("give way to a neighbour's where many projects together hold all that there is room for", async () => {
    await start({ uploadBytes: 300_000, uploadBytesOfProject: 200_000 });
    const neighbour = await makeTenant(stage);
    const others = [tenant, await makeTenant(stage), await makeTenant(stage)];
    const held = [140_000, 90_000, 65_000].map((bytes, index) => halfSent(others[index] ?? tenant, bytes));
    let givenUp: number | undefined;
    void held[0]?.answer.then(({ statusCode }) => (givenUp = statusCode));
    await eventually(async () => {
      assert.equal(await statusOf(neighbour), 200);
      assert.equal(givenUp, 503, 'whoever holds most');
    });
    held[1]?.request.end(bodyOf(renewal()));
    assert.equal((await held[1]?.answer)?.statusCode, 200, 'the others go on');
    for (const { request } of held) request.destroy();
  });

  it('are answered 408 when they do not come in time, and what they took is free again', async () => {
    await start({ uploadWithin: 300, uploadBytesOfProject: 100_000 });
    const slow = halfSent(tenant, 90_000);
    assert.equal((await slow.answer).statusCode, 408);
    slow.request.destroy();
    assert.equal((await deliver(stage, tenant, bodyOf(renewal({ filler })))).status, 200);
    const refusal = await eventually(async () => {
      const where = { project_id: tenant.projectId };
      return (await stage.owner.prisma.webhook_refusals.findFirst({ where })) ?? false;
    });
    assert.deepEqual([refusal.reason, refusal.count], ['too-slow', 1]);
  });

  async function start(limits: StageOptions['limits'] & object): Promise<void> {
    stage = await startStage({ limits });
    tenant = await makeTenant(stage);
  }

  function halfSent({ token }: Tenant, bytes: number): ReturnType<typeof openDelivery> {
    const headers = { authorization: `Bearer ${token}`, 'transfer-encoding': 'chunked' };
    const sent = openDelivery(stage, headers);
    sent.request.write(' '.repeat(bytes));
    return sent;
  }

  async function statusOf(whose: Tenant): Promise<number> {
    return (await deliver(stage, whose, bodyOf(renewal({ filler })))).status;
  }
});
