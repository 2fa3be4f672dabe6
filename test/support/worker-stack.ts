import './quiet-runtime.js';

import { randomBytes } from 'node:crypto';

import type { Client } from '@temporalio/client';

import type { WorkerDeps } from '../../activities/deps.js';
import { type RunningWorker, runWorker } from '../../activities/run-worker.js';
import { scheduleId, SCHEDULES } from '../../activities/schedules.js';
import { type Config, loadConfig } from '../../clients/config.js';
import { createLog } from '../../clients/log.js';
import { connectDatabase, type Database } from '../../clients/postgres.js';
import { connectTemporal, dataConverterFrom, payloadKeysFrom } from '../../clients/temporal.js';
import { Vault } from '../../clients/vault.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/server.js';
import type { Cable } from './cable.js';
import { freshDatabase, freshVaultMount, services } from './services.js';

/** A worker on real services, with a RevenueCat of its own. */
export interface WorkerStack {
  readonly config: Config;
  readonly simulator: Simulator;
  readonly deps: WorkerDeps;
  /** As owner of the schema: what tests look at and prepare. */
  readonly owner: Database;
  readonly apiVault: Vault;
  readonly temporal: Client;
  restartWorker(): Promise<void>;
  /** From here on nobody works; `startWorker` goes on. */
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
  stop(): Promise<void>;
}

export interface StackOptions {
  readonly simulator?: SimulatorOptions;
  readonly settings?: Readonly<Record<string, string>>;
  /** 0 replays every workflow at every step. */
  readonly cachedWorkflows?: number;
  /** Lines through which worker and api reach a service, so that a test can cut them; the owner's is never cut. */
  readonly through?: { readonly postgres?: Cable; readonly vault?: Cable };
}

/** RevenueCat's limits make a sync take a minute; who tests them sets them. */
const NO_LIMITS = { charts_metrics: 1_000, project_configuration: 1_000 };

export const OAUTH_CLIENT = { id: 'client-of-tests', secret: 'secret-of-client-of-tests' };

/** @param publicUrl base of the api of this stack; the redirect URI registered at the simulator follows from it. */
export async function startWorkerStack(publicUrl: string, options: StackOptions = {}): Promise<WorkerStack> {
  const [{ temporalAddress, vaultAddr }, database, mounts, simulator] = await Promise.all([
    services(),
    freshDatabase(),
    freshVaultMount(),
    startSimulator({
      client: {
        ...OAUTH_CLIENT,
        name: 'Revenue layer',
        redirectUris: [`${publicUrl}/api/oauth/revenuecat/callback`],
      },
      ...options.simulator,
      settings: { limits: NO_LIMITS, ...options.simulator?.settings },
    }),
  ]);
  const databaseUrl = through(database.url, options.through?.postgres);
  const config = loadConfig({
    PUBLIC_URL: publicUrl,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    REVENUECAT_API_URL: simulator.url,
    REVENUECAT_CLIENT_ID: OAUTH_CLIENT.id,
    REVENUECAT_CLIENT_SECRET: OAUTH_CLIENT.secret,
    VAULT_MOUNT: mounts.mount,
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'error',
    ...options.settings,
  });
  const log = createLog('test', config.LOG_LEVEL);
  const address = through(vaultAddr, options.through?.vault).replace(/\/$/, '');
  const vaultOptions = { address, mount: mounts.mount };
  const vault = new Vault({ ...vaultOptions, auth: mounts.workerAuth });
  const temporal = connectTemporal(
    temporalAddress,
    config.TEMPORAL_NAMESPACE,
    dataConverterFrom(payloadKeysFrom(vault)),
  );
  const worker = connectDatabase(databaseUrl, {
    role: 'revenue_worker',
    connections: 10,
    statementTimeout: 60_000,
    log,
  });
  const owner = connectDatabase(database.migrationUrl, { connections: 4, statementTimeout: 60_000, log });
  const deps: WorkerDeps = {
    config,
    log,
    database: worker,
    vault,
    temporal,
    taskQueue: `test-${randomBytes(6).toString('hex')}`,
  };
  const start = () =>
    runWorker(deps, {
      connection: { address: temporalAddress },
      ...(options.cachedWorkflows !== undefined && { cachedWorkflows: options.cachedWorkflows }),
    });
  let running: RunningWorker | undefined = await start();
  const stopWorker = async () => {
    await running?.stop();
    running = undefined;
  };

  return {
    config,
    simulator,
    deps,
    owner,
    apiVault: new Vault({ ...vaultOptions, auth: mounts.apiAuth }),
    temporal,
    async restartWorker() {
      await stopWorker();
      running = await start();
    },
    stopWorker,
    async startWorker() {
      running ??= await start();
    },
    async stop() {
      for (const { name } of SCHEDULES) {
        await temporal.schedule.getHandle(scheduleId(deps.taskQueue, name)).delete();
      }
      await stopWorker();
      await temporal.connection.close();
      await Promise.all([worker.close(), owner.close(), simulator.close()]);
      await database.drop();
    },
  };
}

function through(url: string, cable: Cable | undefined): string {
  if (cable === undefined) return url;
  const address = new URL(url);
  address.host = `127.0.0.1:${cable.port}`;
  return address.href;
}
