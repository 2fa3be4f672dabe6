import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import pg from 'pg';

import { ensureDatabase } from '../../dev/services/database.js';
import { findFreePorts } from '../../dev/services/ports.js';
import { setupPostgres } from '../../setup/postgres.js';
import { issueSecretId, setupVault } from '../../setup/vault.js';
import { startSimulator } from '../../simulator/server.js';
import { RevenueCatControl } from '../../test/chaos/revenuecat.js';
import { Child } from './child.js';
import { connectTenant } from './product-tenant.js';
import type { BenchServices } from './services.js';
import type { Stand, Stands } from './stand.js';
import { TENANTS } from './tenants.js';

const TABLES = 'revenue_events, event_inbox, subscriptions, customer_transfers, live_daily_totals';

/**
 * This project as it runs in production: api and worker are processes of their own, accounts are connected through the API,
 * their workflows live on Temporal. RevenueCat is the simulator.
 */
export async function productStands(services: BenchServices, profileFolder: string | null): Promise<Stands> {
  const { postgres, temporal, vault, folder } = services;
  const adminApiKey = `rlk_${randomBytes(24).toString('hex')}`;
  const database = await ensureDatabase(postgres, 'bench_product');
  await setupPostgres({ ...database, adminApiKey });
  const mount = { address: vault.address, token: vault.rootToken, mount: 'bench' };
  const logins = await setupVault(mount);
  const [[port = 0, opsPort = 0], simulator] = await Promise.all([
    findFreePorts(2),
    startSimulator({ settings: { limits: { charts_metrics: 1_000, project_configuration: 1_000 } } }),
  ]);
  const env = async (login: keyof typeof logins) => ({
    PORT: String(port),
    OPS_PORT: String(opsPort),
    PUBLIC_URL: `http://localhost:${port}`,
    NODE_ENV: 'production',
    DATABASE_URL: database.runtimeUrl,
    TEMPORAL_ADDRESS: temporal.address,
    REVENUECAT_API_URL: simulator.url,
    VAULT_ADDR: vault.address,
    VAULT_MOUNT: mount.mount,
    VAULT_ROLE_ID: logins[login].roleId,
    VAULT_SECRET_ID: await issueSecretId(mount, logins[login]),
  });
  const start = async (login: keyof typeof logins, script: string) => {
    const logFile = join(folder, `${login}.log`);
    const [child] = await Child.start({ script, env: await env(login), logFile, profileFolder });
    return child;
  };
  const startApi = () => start('api', '../../api/server.js');
  const startWorker = () => start('worker', '../../activities/worker.js');
  const pool = new pg.Pool({ connectionString: database.migrationUrl, max: 2 });
  pool.on('error', () => undefined);

  const [api, worker] = await Promise.all([startApi(), startWorker()]);
  const revenueCat = new RevenueCatControl(simulator.url);
  const url = `http://127.0.0.1:${port}`;
  const tenants = await Promise.all(
    Array.from({ length: TENANTS }, async (_, index) => {
      const { apiKey } = await revenueCat.addDeveloper(`Developer ${index}`);
      return connectTenant({ url, adminApiKey, revenueCatKey: apiKey });
    }),
  );
  await Promise.all([api.stop(), worker.stop()]);

  return {
    async open({ withWorker }): Promise<Stand> {
      await pool.query(`truncate ${TABLES}`);
      const [handler, worker] = await Promise.all([startApi(), withWorker ? startWorker() : null]);
      const pids = { handler: handler.pid, worker: worker?.pid ?? null };
      return {
        port,
        tenants,
        pool,
        processes: { ...pids, postgres: postgres.pid, temporal: temporal.pid },
        async close() {
          await Promise.all([handler.stop(), worker?.stop()]);
        },
      };
    },
    async close() {
      await Promise.all([simulator.close(), pool.end()]);
    },
  };
}
