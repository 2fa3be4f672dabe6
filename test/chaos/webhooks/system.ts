import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Client } from '@temporalio/client';

import { createLog } from '../../../clients/log.js';
import { connectDatabase, type Database } from '../../../clients/postgres.js';
import { connectTemporal, dataConverterFrom, payloadKeysFrom } from '../../../clients/temporal.js';
import { Vault } from '../../../clients/vault.js';
import { openDataDir } from '../../../dev/data-dir.js';
import { tellGuard } from '../../../dev/services/guard.js';
import { startSimulator } from '../../../simulator/server.js';
import type { Mortal } from '../mortal.js';
import { RevenueCatControl } from '../revenuecat.js';
import { startOwnProcesses } from './own-processes.js';
import { startOwnServices } from './own-services.js';

/** What is killed. */
export const PARTS = ['api', 'worker', 'Temporal', 'Postgres'] as const;
export type Part = (typeof PARTS)[number];

/** The product as it runs in production, with services of its own, and RevenueCat as the simulator. */
export interface System {
  readonly url: string;
  readonly adminKey: string;
  readonly parts: Readonly<Record<Part, Mortal>>;
  readonly revenuecat: RevenueCatControl;
  /** As owner of the schema: what the checks look at. */
  readonly owner: Database;
  readonly temporal: Client;
  /** What the processes and services say. */
  readonly logs: string;
  /** Resolves when every part stands. */
  stands(): Promise<void>;
  /** @param keepLogs of a run whose logs are needed as evidence. */
  stop(keepLogs?: boolean): Promise<void>;
}

export async function startSystem(): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'revenue-layer-chaos-'));
  // As root, Postgres runs as another user, who has to pass through.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  const dataDir = openDataDir(join(folder, 'data'));
  const logs = join(folder, 'logs');
  // A run that is killed cannot clear away after itself.
  tellGuard({ removeFolder: dataDir.path });
  const simulator = await startSimulator({
    settings: { limits: { charts_metrics: 100_000, project_configuration: 100_000 } },
  });
  const adminKey = `rl_admin_${randomBytes(24).toString('hex')}`;
  const services = await startOwnServices(dataDir, logs, adminKey);
  const { processes, url } = await startOwnProcesses({ dataDir, logs, services, revenueCat: simulator.url });
  const parts = { ...processes, Temporal: services.temporal, Postgres: services.postgres };

  const log = createLog('test', 'silent');
  const owner = connectDatabase(services.database.migrationUrl, {
    connections: 6,
    statementTimeout: 60_000,
    log,
  });
  const { address, rootToken } = services.vault.service;
  const vault = new Vault({ address, mount: services.vaultMount, auth: { token: rootToken } });
  const converter = dataConverterFrom(payloadKeysFrom(vault));
  const temporal = connectTemporal(services.temporal.service.address, 'default', converter);
  return {
    url,
    adminKey,
    parts,
    revenuecat: new RevenueCatControl(simulator.url),
    owner,
    temporal,
    logs,
    async stands() {
      // The worker does not start without Temporal.
      for (const part of ['Postgres', 'Temporal', 'worker', 'api'] as const) await parts[part].stands();
    },
    async stop(keepLogs = false) {
      await Promise.all([owner.close(), temporal.connection.close()]);
      await Promise.all([processes.api.stop(), processes.worker.stop()]);
      await Promise.all([services.temporal, services.postgres, services.vault].map((one) => one.stop()));
      await simulator.close();
      await rm(keepLogs ? dataDir.path : folder, { recursive: true, force: true });
    },
  };
}
