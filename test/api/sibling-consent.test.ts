import assert from 'node:assert/strict';

import { newId } from '../../clients/ids.js';
import type { Prisma } from '../../prisma/generated/client.js';
import { makeAccount } from './support/account-rows.js';
import { type ApiUnderTest, startTestApi } from './support/api-under-test.js';
import type { Tenant } from './support/tenant.js';

const ENDED = new Date('2026-11-20T12:00:00.000Z');
const PLAIN = 'RevenueCat has withdrawn our access to Acme iOS.';

describe('An account whose grant RevenueCat withdrew', () => {
  let api: ApiUnderTest;
  let tenant: Tenant;
  let ios: string;
  let android: string;
  before(async () => {
    api = await startTestApi();
  });
  beforeEach(async () => {
    tenant = await api.tenant('acme');
    ios = await makeAccount(api, tenant.id, {
      revenuecat_project_name: 'Acme iOS',
      credential_id: 'cred_ios',
      health_status: 'unhealthy',
      health_cause: 'token_revoked',
      health_since: ENDED,
    });
    android = await makeAccount(api, tenant.id, { revenuecat_project_name: 'Acme Android' });
    await consented(7 * 24 * 60, { credential_id: 'cred_ios', status: 'bound', account_id: ios });
  });
  after(() => api.stop());

  /** An attempt whose approval arrived so many minutes before the grant was found withdrawn. */
  async function consented(
    minutes: number,
    columns: Partial<Prisma.connectionsUncheckedCreateInput> = {},
    projectId = tenant.id,
  ): Promise<void> {
    const at = new Date(ENDED.getTime() - minutes * 60_000);
    await api.owner.prisma.connections.create({
      data: {
        project_id: projectId,
        id: newId('connection'),
        method: 'oauth',
        status: 'failed',
        credential_id: newId('credential'),
        state_used_at: at,
        expires_at: at,
        ...columns,
      },
    });
  }
  async function message(id = ios): Promise<string | null> {
    const reply = await api.call('GET', tenant.at(`/accounts/${id}`), { key: tenant.readKey });
    return reply.body.health.message;
  }
  const bound = () => ({ status: 'bound', account_id: android });

  it('says which connection came shortly before, to the minute, and what helps', async () => {
    await consented(12.9, bound());
    assert.equal(
      await message(),
      'Our access to Acme iOS ended 12 minutes after Acme Android was connected; RevenueCat seems to allow one approval per person. Connect all but one with an API key: another approval may end the one before it again.',
    );
  });

  for (const [minutes, age] of [
    [0.5, 'less than a minute'],
    [1, '1 minute'],
    [2, '2 minutes'],
    [60, '60 minutes'],
  ] as const) {
    it(`counts ${age}`, async () => {
      await consented(minutes, bound());
      assert.match((await message()) ?? '', new RegExp(`ended ${age} after Acme Android`));
    });
  }

  it('names an attempt that came to nothing as what it was', async () => {
    await consented(5, { status: 'expired', problem: 'attempt-expired' });
    assert.match(
      (await message()) ?? '',
      /ended 5 minutes after an attempt to connect was approved at RevenueCat;/,
    );
  });

  it('names the newest of several', async () => {
    await consented(40, { status: 'cancelled' });
    await consented(30, bound());
    assert.match((await message()) ?? '', /30 minutes after Acme Android/);
  });

  it('suspects nobody after more than an hour, and nothing that came later', async () => {
    await consented(60.1, bound());
    await consented(-1, bound());
    assert.equal(await message(), PLAIN);
  });

  it('suspects no approval that was declined', async () => {
    for (const problem of ['access-denied', 'consent-refused']) await consented(5, { problem });
    assert.equal(await message(), PLAIN);
  });

  it('suspects neither its own approval nor one before that', async () => {
    await consented(20, bound());
    await consented(10, { credential_id: 'cred_new', status: 'bound', account_id: ios });
    await api.owner.prisma.revenuecat_accounts.updateMany({
      where: { id: ios },
      data: { credential_id: 'cred_new' },
    });
    assert.equal(await message(), PLAIN);
  });

  it('never looks at another project', async () => {
    const bystander = await api.tenant('bystander');
    const other = await makeAccount(api, bystander.id, { revenuecat_project_name: 'Of somebody else' });
    await consented(5, { status: 'bound', account_id: other }, bystander.id);
    assert.equal(await message(), PLAIN);
  });

  it('reads the same in its timeline, also after it was reconnected', async () => {
    await consented(12, bound());
    const words = await message();
    const entry = { project_id: tenant.id, account_id: ios, at: ENDED, kind: 'unhealthy' };
    await api.owner.prisma.timeline_entries.createMany({
      data: [{ ...entry, id: '1-2-unhealthy', cause: 'token_revoked', message: 'Needs attention.' }],
    });
    const inTimeline = async () => {
      const reply = await api.call('GET', tenant.at(`/accounts/${ios}/timeline`), { key: tenant.readKey });
      return reply.body.items[0]?.message;
    };
    assert.equal(await inTimeline(), words);
    await consented(-10, { credential_id: 'cred_new', status: 'bound', account_id: ios });
    await api.owner.prisma.revenuecat_accounts.updateMany({
      where: { id: ios },
      data: {
        health_status: 'healthy',
        health_cause: null,
        health_since: new Date(),
        credential_id: 'cred_new',
      },
    });
    assert.equal(await inTimeline(), words);
  });

  it('is told apart from its neighbours in a list', async () => {
    await consented(12, bound());
    await api.owner.prisma.revenuecat_accounts.updateMany({
      where: { id: android },
      data: { health_status: 'unhealthy', health_cause: 'token_lost' },
    });
    const { body } = await api.call('GET', tenant.at('/accounts'), { key: tenant.readKey });
    const messages = Object.fromEntries(body.items.map(({ id, health }) => [id, health.message]));
    assert.match(messages[ios] ?? '', /12 minutes after Acme Android/);
    assert.match(messages[android] ?? '', /lost in an interrupted renewal/);
  });
});
