import assert from 'node:assert/strict';

import { sha256 } from '../../api/auth/secrets.js';
import { eventually } from '../support/eventually.js';
import { bodyOf, deliver, renewal } from './deliver.js';
import { type Stage, startStage } from './stage.js';
import { makeTenant, NOTHING, rowsOf, type Tenant } from './tenant.js';

describe('The webhook token', () => {
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

  it('is taken with Bearer before it, and bare', async () => {
    for (const Authorization of [`Bearer ${tenant.token}`, `bearer ${tenant.token}`, tenant.token]) {
      assert.equal(await statusWith({ Authorization }), 200);
    }
  });

  it('is needed: 401 without it, and for any other', async () => {
    for (const Authorization of [
      '',
      'Bearer',
      'Bearer wrong',
      `Bearer ${tenant.token}x`,
      `Basic ${tenant.token}`,
    ]) {
      assert.equal(await statusWith({ Authorization }), 401, Authorization);
    }
    assert.deepEqual((await rowsOf(stage, tenant))['events'], 0);
  });

  it('opens its own project only', async () => {
    const account = bystander.accounts[0] ?? '';
    assert.equal((await deliver(stage, tenant, bodyOf(renewal()), { account })).status, 404);
  });

  it('works beside its successor until the overlap is over', async () => {
    await rotate(next(), new Date(Date.now() + 60_000));
    await eventually(async () => (await statusOf(next())) === 200);
    assert.equal(await statusOf(tenant.token), 200);
    await rotate(next(), new Date(Date.now() - 1));
    await eventually(async () => (await statusOf(tenant.token)) === 401);
    assert.equal(await statusOf(next()), 200);
  });

  it('is dead within a second once it is killed, also for a body that is still being sent', async () => {
    assert.equal(await statusOf(tenant.token), 200);
    let finish = () => {};
    const slow = new ReadableStream<Uint8Array>({
      start(controller) {
        const bytes = new TextEncoder().encode(bodyOf(renewal()));
        controller.enqueue(bytes.slice(0, 10));
        finish = () => {
          controller.enqueue(bytes.slice(10));
          controller.close();
        };
      },
    });
    const open = fetch(`${stage.url}/api/webhooks/revenuecat`, {
      method: 'POST',
      headers: { Authorization: tenant.token, 'Content-Type': 'application/json' },
      body: slow,
      duplex: 'half',
    });
    await rotate(next(), null);
    const killed = performance.now();
    await eventually(async () => (await statusOf(tenant.token)) === 401);
    assert.ok(performance.now() - killed < 1_000);
    finish();
    assert.equal((await open).status, 401);
  });

  it('dies with the layer', async () => {
    await stage.owner.prisma.revenue_layers.update({
      where: { project_id: tenant.projectId },
      data: { removed_at: new Date(), webhook_token_hash: null },
    });
    assert.equal(await statusOf(tenant.token), 401);
  });

  it('makes refusals count for the project it belongs to, by reason', async () => {
    await deliver(stage, tenant, 'no json');
    await deliver(stage, tenant, 'no json');
    await deliver(stage, tenant, bodyOf(renewal()), { account: 'acc_nobody' });
    assert.deepEqual(await refusals(tenant), { 'not-json': 2, 'unknown-account': 1 });
  });

  it('makes refusals count for the account that the address names, if it is one of the project', async () => {
    const [account = ''] = tenant.accounts;
    for (const named of [account, account, bystander.accounts[0], 'acc_nobody', undefined]) {
      const address = named === undefined ? {} : { account: named };
      assert.equal((await deliver(stage, tenant, 'no json', address)).status, 400);
    }
    await refusals(tenant);
    const rows = await stage.owner.prisma.webhook_refusals.findMany({
      where: { project_id: tenant.projectId },
      select: { account_id: true, count: true },
      orderBy: { account_id: 'asc' },
    });
    assert.deepEqual(rows, [
      { account_id: '', count: 3 },
      { account_id: account, count: 2 },
    ]);
  });

  it('if wrong makes no row by itself: it counts for the account the address names, and else for nobody', async () => {
    const account = tenant.accounts[0] ?? '';
    const wrong = { token: 'wrong' };
    const before = await wrongTokens();
    for (const options of [{ account }, { account }, { account: 'acc_nobody' }, {}]) {
      assert.equal((await deliver(stage, wrong, bodyOf(renewal()), options)).status, 401);
    }
    assert.equal((await rowsOf(stage, tenant))['refusals'], 0);
    assert.deepEqual(await refusals(tenant), { 'wrong-token': 2 });
    assert.equal(await wrongTokens(), before + 2);
  });

  const next = () => `successor of ${tenant.token}`;

  function statusOf(token: string): Promise<number> {
    return statusWith({ Authorization: `Bearer ${token}` });
  }

  async function statusWith(headers: Record<string, string>): Promise<number> {
    return (await deliver(stage, tenant, bodyOf(renewal()), { headers })).status;
  }

  async function rotate(token: string, previousValidUntil: Date | null): Promise<void> {
    await stage.owner.prisma.revenue_layers.update({
      where: { project_id: tenant.projectId },
      data: {
        webhook_token_hash: sha256(token),
        previous_token_hash: sha256(tenant.token),
        previous_valid_until: previousValidUntil,
      },
    });
  }

  /** Of all projects together. */
  async function wrongTokens(): Promise<number> {
    const where = { reason: 'wrong-token' };
    const { _sum } = await stage.owner.prisma.webhook_refusals.aggregate({ where, _sum: { count: true } });
    return _sum.count ?? 0;
  }

  /** Once the counts kept in memory have been written. */
  async function refusals({ projectId }: Tenant): Promise<Record<string, number>> {
    const rows = await eventually(async () => {
      const found = await stage.owner.prisma.webhook_refusals.findMany({ where: { project_id: projectId } });
      return found.length > 0 && found;
    });
    return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
  }
});
