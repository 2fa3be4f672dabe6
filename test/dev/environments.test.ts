import assert from 'node:assert/strict';

import { loadConfig } from '../../clients/config.js';
import type { Addresses } from '../../dev/addresses.js';
import { apiEnvironment, simulatorEnvironment, workerEnvironment } from '../../dev/environments.js';

const ADDRESSES: Addresses = {
  port: 3000,
  opsPort: 3001,
  publicUrl: 'http://localhost:3000',
  database: { runtimeUrl: 'postgresql://runtime@h/db', migrationUrl: 'postgresql://owner:owner-secret@h/db' },
  temporalAddress: 'localhost:7233',
  temporalUiUrl: 'http://localhost:8233',
  vaultAddress: 'http://localhost:8200',
  vaultLogins: {
    api: { VAULT_ROLE_ID: 'api-role', VAULT_SECRET_ID: 'api-secret' },
    worker: { VAULT_ROLE_ID: 'worker-role', VAULT_SECRET_ID: 'worker-secret' },
  },
  revenueCat: { apiUrl: 'http://rc', clientId: 'client', clientSecret: 'client-secret', clientAuth: 'basic' },
};
const OWN = {
  PATH: '/bin',
  SYNC_INTERVAL: '10s',
  ADMIN_API_KEY: 'admin-key-in-the-environment',
  DATABASE_MIGRATION_URL: ADDRESSES.database.migrationUrl,
  VAULT_TOKEN: 'root-token',
};

describe('what each process is told', () => {
  const api = apiEnvironment(OWN, ADDRESSES);
  const worker = workerEnvironment(OWN, ADDRESSES);
  const simulator = simulatorEnvironment(OWN, ADDRESSES, { port: 3100, dataFile: '/data/simulator.json' });

  it('is enough to start, by the rules for settings', () => {
    const needed = ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'VAULT_ADDR'] as const;
    assert.equal(loadConfig(api, needed).PUBLIC_URL, 'http://localhost:3000');
    assert.equal(loadConfig(worker, needed).SYNC_INTERVAL, 10_000);
  });

  it('never includes keys to more than its own work', () => {
    for (const env of [api, worker, simulator]) {
      const text = JSON.stringify(env);
      for (const secret of ['admin-key', 'owner-secret', 'root-token']) assert.ok(!text.includes(secret));
    }
    assert.ok(!JSON.stringify(api).includes('worker-secret'));
    assert.ok(!JSON.stringify(worker).includes('api-secret'));
    assert.ok(!JSON.stringify(simulator).includes('role'));
  });

  it('gives the secret of the OAuth client to the worker only', () => {
    assert.equal(worker['REVENUECAT_CLIENT_SECRET'], 'client-secret');
    assert.ok(!JSON.stringify(api).includes('client-secret'));
  });

  it('lets the simulator send owners back to where they came from', () => {
    assert.equal(simulator['SIMULATOR_REDIRECT_URIS'], 'http://localhost:3000/api/oauth/revenuecat/callback');
  });
});
