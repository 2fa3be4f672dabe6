import assert from 'node:assert/strict';

import { ConfigError, loadConfig } from '../../clients/config.js';
import { makePlan, type Plan } from '../../dev/plan.js';

const POSTGRES = { DATABASE_URL: 'postgresql://somewhere/db' };
const VAULT = { VAULT_ADDR: 'http://somewhere:8200', VAULT_TOKEN: 'a-token' };
const CLIENT = { REVENUECAT_CLIENT_ID: 'id', REVENUECAT_CLIENT_SECRET: 'secret' };

describe('what npm start brings up', () => {
  it('is everything, with the simulator, when nothing is set', () => {
    assert.deepEqual(plan({}), {
      embedded: { postgres: true, temporal: true, vault: true },
      simulator: true,
      notices: [],
    });
  });

  it('leaves out each service whose address is given', () => {
    assert.deepEqual(plan({ ...POSTGRES, ...VAULT }).embedded, {
      postgres: false,
      temporal: true,
      vault: false,
    });
    assert.equal(plan({ TEMPORAL_ADDRESS: 'somewhere:7233' }).embedded.temporal, false);
  });

  it('has no simulator beside anything real', () => {
    const real = [
      POSTGRES,
      VAULT,
      { TEMPORAL_ADDRESS: 'somewhere:7233' },
      CLIENT,
      { REVENUECAT_API_URL: 'https://revenuecat.example' },
      { NODE_ENV: 'production' },
      { SIMULATOR: 'off' },
    ];
    for (const settings of real) assert.equal(plan(settings).simulator, false, JSON.stringify(settings));
  });

  it('names the settings that are missing where there is no simulator', () => {
    const [notice = ''] = plan({ NODE_ENV: 'production' }).notices;
    assert.match(notice, /REVENUECAT_CLIENT_ID and REVENUECAT_CLIENT_SECRET are missing/);
    assert.deepEqual(plan(CLIENT).notices, []);
  });

  it('has the simulator beside outside services when somebody asks for it', () => {
    assert.equal(plan({ ...POSTGRES, SIMULATOR: 'on' }).simulator, true);
  });

  it('refuses a simulator beside the real RevenueCat', () => {
    assert.throws(
      () => plan({ ...CLIENT, SIMULATOR: 'on', NODE_ENV: 'production' }),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.problems.length, 2);
        return true;
      },
    );
  });

  function plan(env: Record<string, string>): Plan {
    return makePlan(loadConfig(env));
  }
});
