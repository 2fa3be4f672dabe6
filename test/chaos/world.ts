import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { scheduleId, SCHEDULES } from '../../activities/schedules.js';
import type { ApiDeps } from '../../api/deps.js';
import { loadConfig } from '../../clients/config.js';
import { createLog } from '../../clients/log.js';
import { connectDatabase, type Database } from '../../clients/postgres.js';
import { connectTemporal, dataConverterFrom, payloadKeysFrom } from '../../clients/temporal.js';
import { Vault } from '../../clients/vault.js';
import { tellGuard } from '../../dev/services/guard.js';
import { findFreePorts } from '../../dev/services/ports.js';
import type { VaultServer } from '../../dev/services/vault.js';
import { startSimulator } from '../../simulator/server.js';
import { TASK_QUEUE } from '../../workflows/ids.js';
import { freshDatabase, freshVaultMount, services } from '../support/services.js';
import { OAUTH_CLIENT } from '../support/worker-stack.js';
import type { Mortal } from './mortal.js';
import { RevenueCatControl } from './revenuecat.js';
import { startMortalVault } from './vault.js';
import { WorkerProcess } from './worker.js';

/** How fast everything goes: as fast as settings allow, slow enough that much is in flight at any moment. */
export const PACE = {
  /** Longer than a new grant waits for its first list behind a killed worker: with the token the attempt would end. */
  ACCESS_TOKEN_SECONDS: 30,
  /** What the simulator waits before it answers; milliseconds. */
  SLOW: { token: 1_500, projects: 600, charts: 2_500 },
  TOKEN_TIMEOUT: 5_000,
} as const;

const SETTINGS = {
  TOKEN_TIMEOUT: `${PACE.TOKEN_TIMEOUT}ms`,
  HEARTBEAT_TIMEOUT: '2s',
  SYNC_INTERVAL: '10s',
  REFRESH_BEFORE_EXPIRY: '26s',
};

/** Real Temporal, Postgres and Vault, RevenueCat as the simulator, the api's own parts, and worker processes. */
export interface World {
  readonly vault: Mortal<VaultServer>;
  readonly revenuecat: RevenueCatControl;
  /** What the api does its work with. */
  readonly api: ApiDeps;
  /** As owner of the schema: what the checks look at. */
  readonly owner: Database;
  /** Reads all of Vault. */
  readonly safe: Vault;
  /** Notes and the workers' logs. */
  readonly folder: string;
  startWorker(): Promise<WorkerProcess>;
  /** @param keepLogs of a run whose logs are needed as evidence. */
  stop(keepLogs?: boolean): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'revenue-layer-chaos-'));
  const vaultFolder = join(folder, 'vault');
  // A run that is killed cannot clear away after itself.
  tellGuard({ removeFolder: vaultFolder });
  const publicUrl = 'http://localhost:3990';
  const [[port = 0, clusterPort = 0], { temporalAddress }, database, simulator] = await Promise.all([
    findFreePorts(2),
    services(),
    freshDatabase(),
    startSimulator({
      client: { ...OAUTH_CLIENT, redirectUris: [`${publicUrl}/api/oauth/revenuecat/callback`] },
      settings: {
        accessTokenSeconds: PACE.ACCESS_TOKEN_SECONDS,
        // A code that grows too old because all workers are dead is refused, as it should; here it would hide what is looked at.
        authorizationCodeSeconds: 600,
        limits: { charts_metrics: 600, project_configuration: 600 },
      },
    }),
  ]);
  const vault = await startMortalVault({
    dataDir: vaultFolder,
    port,
    clusterPort,
    log: () => undefined,
  });
  const { mount, apiAuth, workerAuth } = await freshVaultMount(vault.service);
  const shared = {
    PUBLIC_URL: publicUrl,
    DATABASE_URL: database.url,
    TEMPORAL_ADDRESS: temporalAddress,
    REVENUECAT_API_URL: simulator.url,
    REVENUECAT_CLIENT_ID: OAUTH_CLIENT.id,
    VAULT_ADDR: vault.service.address,
    VAULT_MOUNT: mount,
    ...SETTINGS,
  };
  const { VAULT_ADDR, ...withoutVault } = shared;
  const config = loadConfig({ ...withoutVault, LOG_LEVEL: 'error' });
  const log = createLog('test', 'silent');
  const apiVault = new Vault({ address: VAULT_ADDR, mount, auth: apiAuth });
  const pool = { connections: 10, statementTimeout: 60_000, log };
  const asApi = connectDatabase(database.url, { ...pool, role: 'revenue_api' });
  const owner = connectDatabase(database.migrationUrl, pool);
  const temporal = connectTemporal(
    temporalAddress,
    config.TEMPORAL_NAMESPACE,
    dataConverterFrom(payloadKeysFrom(apiVault)),
  );
  const workers = new Set<WorkerProcess>();
  return {
    vault,
    revenuecat: new RevenueCatControl(simulator.url),
    api: { config, log, database: asApi, ingest: asApi, temporal, taskQueue: TASK_QUEUE, vault: apiVault },
    owner,
    safe: new Vault({ address: VAULT_ADDR, mount, auth: { token: vault.service.rootToken } }),
    folder,
    async startWorker() {
      const env = {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        ...shared,
        REVENUECAT_CLIENT_SECRET: OAUTH_CLIENT.secret,
        VAULT_ROLE_ID: workerAuth.roleId,
        VAULT_SECRET_ID: workerAuth.secretId,
      };
      const worker = await WorkerProcess.start(env, join(folder, 'workers.log'));
      workers.add(worker);
      return worker;
    },
    async stop(keepLogs = false) {
      await Promise.all([...workers].map((worker) => worker.kill()));
      for (const { name } of SCHEDULES) {
        await temporal.schedule.getHandle(scheduleId(TASK_QUEUE, name)).delete();
      }
      await temporal.connection.close();
      await Promise.all([asApi.close(), owner.close(), simulator.close(), vault.stop()]);
      await database.drop();
      await rm(keepLogs ? vaultFolder : folder, { recursive: true, force: true });
    },
  };
}
