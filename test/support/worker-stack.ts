import { randomBytes } from 'node:crypto';

import type { Client } from '@temporalio/client';

import type { WorkerDeps } from '../../activities/deps.js';
import { type RunningWorker, runWorker } from '../../activities/run-worker.js';
import { scheduleId, SCHEDULES } from '../../activities/schedules.js';
import { type Config, loadConfig } from '../../clients/config.js';
import { connectDatabase, type Database } from '../../clients/postgres.js';
import { Vault } from '../../clients/vault.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/server.js';
import { layLines, type Lines } from './lines.js';
import { freshDatabase, freshVaultMount, services } from './services.js';
import { connectWorker, type WorkerParts } from './worker-deps.js';

/** A worker on real services, with a RevenueCat of its own. */
export interface WorkerStack {
  readonly config: Config;
  readonly simulator: Simulator;
  readonly deps: WorkerDeps;
  /** What {@link deps} are made of, for another worker beside this one. */
  readonly parts: WorkerParts;
  /** As owner of the schema: what tests look at and prepare. */
  readonly owner: Database;
  readonly apiVault: Vault;
  readonly temporal: Client;
  /** The lines to the services around, if they were asked for. */
  readonly lines: Lines | null;
  startWorker(): Promise<void>;
  /** Settles once the worker has drained. */
  stopWorker(): Promise<void>;
  restartWorker(): Promise<void>;
  stop(): Promise<void>;
}

/** Settings in milliseconds that `loadConfig` would refuse as too short. */
type Cadences = Pick<
  Config,
  'SYNC_INTERVAL' | 'REFRESH_BEFORE_EXPIRY' | 'TOKEN_TIMEOUT' | 'HEARTBEAT_TIMEOUT'
>;

export interface StackOptions {
  readonly simulator?: SimulatorOptions;
  readonly settings?: Readonly<Record<string, string>>;
  /** Laid over the settings, past their checks: for tests only, so that a day of slots fits into a minute. */
  readonly cadence?: Partial<Cadences>;
  /** RevenueCat's minute here and in the simulator, in milliseconds; with {@link cadence} it compresses time. */
  readonly minute?: number;
  /** Lays lines that can be cut between worker, api and Postgres, Vault and RevenueCat. */
  readonly lines?: boolean;
  /** 0 replays every workflow at every step. */
  readonly cachedWorkflows?: number;
  /** Milliseconds; see `WorkerSettings`. */
  readonly shutdownGrace?: number;
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
      settings: {
        limits: NO_LIMITS,
        ...(options.minute !== undefined && { limitWindowSeconds: options.minute / 1_000 }),
        ...options.simulator?.settings,
      },
    }),
  ]);
  const lines = options.lines
    ? await layLines({ postgres: database.url, vault: vaultAddr, revenueCat: simulator.url })
    : null;
  const cables = lines === null ? [] : [lines.postgres, lines.vault, lines.revenueCat];
  const settings = loadConfig({
    PUBLIC_URL: publicUrl,
    DATABASE_URL: lines === null ? database.url : lines.postgres.leadingTo(database.url),
    TEMPORAL_ADDRESS: temporalAddress,
    REVENUECAT_API_URL: lines === null ? simulator.url : lines.revenueCat.leadingTo(simulator.url),
    REVENUECAT_CLIENT_ID: OAUTH_CLIENT.id,
    REVENUECAT_CLIENT_SECRET: OAUTH_CLIENT.secret,
    VAULT_MOUNT: mounts.mount,
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'error',
    ...options.settings,
  });
  const config: Config = { ...settings, ...options.cadence };
  const vaultOptions = { address: lines?.vault.leadingTo(vaultAddr) ?? vaultAddr, mount: mounts.mount };
  const parts: WorkerParts = {
    config,
    vault: { ...vaultOptions, auth: mounts.workerAuth },
    taskQueue: `test-${randomBytes(6).toString('hex')}`,
    ...(options.minute !== undefined && { minute: options.minute }),
  };
  const deps = connectWorker(parts);
  const { temporal } = deps;
  const owner = connectDatabase(database.migrationUrl, {
    connections: 4,
    statementTimeout: 60_000,
    log: deps.log,
  });
  const start = () =>
    runWorker(deps, {
      connection: { address: temporalAddress },
      ...(options.cachedWorkflows !== undefined && { cachedWorkflows: options.cachedWorkflows }),
      ...(options.shutdownGrace !== undefined && { shutdownGrace: options.shutdownGrace }),
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
    parts,
    owner,
    apiVault: new Vault({ ...vaultOptions, auth: mounts.apiAuth }),
    temporal,
    lines,
    async startWorker() {
      running ??= await start();
    },
    stopWorker,
    async restartWorker() {
      await stopWorker();
      running = await start();
    },
    async stop() {
      await Promise.all(cables.map((cable) => cable.plugIn()));
      for (const { name } of SCHEDULES) {
        await temporal.schedule.getHandle(scheduleId(deps.taskQueue, name)).delete();
      }
      await stopWorker();
      await temporal.connection.close();
      await Promise.all([deps.database.close(), owner.close(), simulator.close()]);
      await Promise.all(cables.map((cable) => cable.unplug()));
      await database.drop();
    },
  };
}
