import assert from 'node:assert/strict';

import { HEALTH_CAUSES, isDead } from '../../workflows/account/state.js';
import { makeAccount } from './support/account-rows.js';
import { type ApiUnderTest, startTestApi } from './support/api-under-test.js';
import type { Tenant } from './support/tenant.js';

const DAY = 24 * 3_600_000;

describe('Access that ages', () => {
  let api: ApiUnderTest;
  let tenant: Tenant;
  before(async () => {
    api = await startTestApi();
    tenant = await api.tenant('acme');
  });
  after(() => api.stop());

  /** What the owner is told of an account whose token pair is so old. */
  async function told(days: number, columns: Parameters<typeof makeAccount>[2] = {}) {
    const refreshedAt = new Date(Date.now() - days * DAY);
    const id = await makeAccount(api, tenant.id, { refreshed_at: refreshedAt, ...columns });
    const { body } = await api.call('GET', tenant.at(`/accounts/${id}`), { key: tenant.readKey });
    const warnings = body.warnings as { kind: string; message: string }[];
    return {
      refreshedAt,
      estimate: body.credential.refresh_expires_at_estimate,
      warning: warnings.find(({ kind }) => kind === 'access_ageing')?.message ?? null,
    };
  }

  it('is estimated to last for thirty days after the last renewal', async () => {
    const { estimate, refreshedAt } = await told(3);
    assert.equal(Date.parse(estimate ?? '') - refreshedAt.getTime(), 30 * DAY);
  });

  it('is warned of after a week without a renewal, three weeks before its estimated end', async () => {
    assert.equal((await told(6.9)).warning, null);
    for (const days of [7.1, 20, 29.9]) {
      const { warning, estimate } = await told(days);
      assert.match(warning ?? '', new RegExp(`renewed by about ${estimate?.slice(0, 10)}\\. We try daily`));
    }
  });

  it('is warned of while paused, too, and while no sync can work', async () => {
    assert.notEqual((await told(8, { status: 'paused', paused_at: new Date() })).warning, null);
    const cause = { health_status: 'unhealthy', health_cause: 'client_misconfigured' };
    assert.notEqual((await told(8, cause)).warning, null);
  });

  it('is not warned of where it has ended, or does not end', async () => {
    for (const cause of HEALTH_CAUSES.filter(isDead)) {
      const ended = await told(31, { health_status: 'unhealthy', health_cause: cause });
      assert.equal(ended.warning, null, cause);
    }
    const key = await told(400, { credential_kind: 'api_key' });
    assert.deepEqual([key.warning, key.estimate], [null, null]);
  });
});
