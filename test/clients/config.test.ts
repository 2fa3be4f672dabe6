import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { clientSecretIfNeeded, ConfigError, describeConfig, loadConfig } from '../../clients/config.js';
import { type Setting, SETTINGS } from '../../clients/settings.js';

describe('the settings', () => {
  it('are all in the README with their defaults, and the README has no others', () => {
    const table = readFileSync('README.md', 'utf8').matchAll(/^\| `([A-Z_]+)` +\| (.*?) +\|/gm);
    const documented = Object.fromEntries([...table].map(([, name = '', shown = '']) => [name, shown]));
    const expected = Object.entries<Setting>(SETTINGS).map(([name, setting]) => [
      name,
      setting.default === null ? '–' : `\`${setting.default}\``,
    ]);
    assert.deepEqual(documented, Object.fromEntries(expected));
  });

  it('are complained about all at once', () => {
    const env = { PORT: 'http', SYNC_INTERVAL: '5s', VAULT_ROLE_ID: 'role', DATABASE_URL: 'mysql://x' };
    assert.throws(
      () => loadConfig(env, ['TEMPORAL_ADDRESS']),
      (error: unknown) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.problems.length, 5);
        for (const name of ['PORT', 'SYNC_INTERVAL', 'VAULT_SECRET_ID', 'DATABASE_URL', 'TEMPORAL_ADDRESS']) {
          assert.ok(error.message.includes(name), name);
        }
        return true;
      },
    );
  });

  it('ask for the secret of a confidential OAuth client, and for none of a public one', () => {
    assert.deepEqual(clientSecretIfNeeded({ REVENUECAT_CLIENT_ID: 'x' }), ['REVENUECAT_CLIENT_SECRET']);
    assert.deepEqual(clientSecretIfNeeded({ REVENUECAT_CLIENT_ID: 'x', REVENUECAT_CLIENT_AUTH: 'none' }), []);
    assert.deepEqual(clientSecretIfNeeded({}), []);
  });

  it('know times in words, and that an empty value is none', () => {
    const config = loadConfig({ SYNC_INTERVAL: '10s', REFRESH_BEFORE_EXPIRY: '', PORT: '8080' });
    assert.equal(config.SYNC_INTERVAL, 10_000);
    assert.equal(config.REFRESH_BEFORE_EXPIRY, 15 * 60_000);
    assert.equal(config.PUBLIC_URL, 'http://localhost:8080');
  });

  it('are shown at start without a secret', () => {
    const secret = 'a-secret-nobody-shall-see';
    const shown = describeConfig(
      loadConfig({ ADMIN_API_KEY: secret, DATABASE_URL: `postgres://u:${secret}@h/d` }),
    );
    assert.equal(shown['ADMIN_API_KEY'], 'set');
    assert.ok(!JSON.stringify(shown).includes(secret));
  });
});
