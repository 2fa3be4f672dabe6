import assert from 'node:assert/strict';

import { affordableInterval, CALLS_PER_RUN } from '../../activities/budget/interval.js';
import { loadConfig } from '../../clients/config.js';
import { makeBareAccount } from '../support/bare-account.js';
import { openOwnDatabase, type OwnDatabase } from '../support/own-database.js';

const MINUTE = 60_000;
const LIMIT = 5;

describe('the interval that a developer can afford', () => {
  let own: OwnDatabase;
  before(async () => {
    own = await openOwnDatabase();
    await makeBareAccount(own.owner, { projectId: 'prj_1', accountId: 'acc_1' });
  });
  after(() => own?.close());

  /** One account that should be synced every minute: the interval is what its calls take. */
  async function interval(others: number, until: Date | null): Promise<number> {
    const key_domain = { key: 'key', domain: 'charts_metrics' };
    const columns = { per_minute: LIMIT, others, others_until: until };
    await own.owner.prisma.rate_budgets.upsert({
      where: { key_domain },
      create: { ...key_domain, ...columns },
      update: columns,
    });
    const config = { ...loadConfig({}), SYNC_INTERVAL: MINUTE };
    return affordableInterval({ database: own.owner, config }, 'key');
  }
  const minutesAt = (perMinute: number) => Math.ceil(CALLS_PER_RUN / (perMinute * 0.85)) * MINUTE;
  const soon = () => new Date(Date.now() + 60 * MINUTE);

  it('is planned with what somebody else leaves of the limit', async () => {
    assert.equal(await interval(3, soon()), minutesAt(LIMIT - 3));
  });

  it('is planned with the whole limit once the others were not seen for a minute, or never', async () => {
    assert.equal(await interval(3, new Date(Date.now() - MINUTE)), minutesAt(LIMIT));
    assert.equal(await interval(0, null), minutesAt(LIMIT));
  });

  it('is planned with one call a minute where the others leave nothing', async () => {
    assert.equal(await interval(LIMIT, soon()), minutesAt(1));
    assert.equal(await interval(LIMIT + 4, soon()), minutesAt(1));
  });
});
