import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { databaseUrls, ensureDatabase } from '../../dev/services/database.js';
import { tellGuard } from '../../dev/services/guard.js';
import { findFreePorts } from '../../dev/services/ports.js';
import { type Postgres, startPostgres } from '../../dev/services/postgres.js';
import { startTemporal, type TemporalServer } from '../../dev/services/temporal.js';
import { startVault, type VaultServer } from '../../dev/services/vault.js';
import { setupPostgres } from '../../setup/postgres.js';
import { withClient } from '../../setup/postgres-client.js';

/** Postgres, Temporal and Vault of the run, as `npm start` has them. */
export interface BenchServices {
  readonly postgres: Postgres;
  readonly temporal: TemporalServer;
  readonly vault: VaultServer;
  /** Data and logs. */
  readonly folder: string;
  /** A database like another one; what had its name is gone. @returns its owner's address. */
  copyDatabase(name: string, from: string): Promise<string>;
  stop(): Promise<void>;
}

/** A migrated database, for copies. */
export const TEMPLATE = 'bench_template';

export async function startBenchServices(): Promise<BenchServices> {
  const folder = mkdtempSync(join(tmpdir(), 'revenue-layer-bench-'));
  // As root, Postgres runs as another user, who has to pass through.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  // A run that is killed cannot clear away after itself.
  tellGuard({ removeFolder: folder });
  const [postgresPort = 0, temporalPort = 0, vaultPort = 0, clusterPort = 0] = await findFreePorts(4);
  const dir = (name: string) => join(folder, name);
  const log = () => undefined;
  const [postgres, temporal, vault] = await Promise.all([
    startDatedPostgres(dir('postgres'), postgresPort),
    startTemporal({ dataDir: dir('temporal'), port: temporalPort, namespace: 'default', log }),
    startVault({ dataDir: dir('vault'), port: vaultPort, clusterPort, log }),
  ]);
  await setupPostgres(await ensureDatabase(postgres, TEMPLATE));
  return {
    postgres,
    temporal,
    vault,
    folder,
    async copyDatabase(name, from) {
      await withClient(postgres.adminUrl, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
        await client.query(`create database ${name} template ${from} owner revenue_layer_owner`);
      });
      return databaseUrls(postgres, name).migrationUrl;
    },
    async stop() {
      await Promise.all([postgres.stop(), temporal.stop(), vault.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Durable, as in production; and it notes when each transaction was committed, which is when an event is processed. */
async function startDatedPostgres(dataDir: string, port: number): Promise<Postgres> {
  const options = { dataDir, port, log: () => undefined };
  const first = await startPostgres(options);
  await withClient(first.adminUrl, (client) => client.query('alter system set track_commit_timestamp = on'));
  await first.stop();
  return startPostgres(options);
}
