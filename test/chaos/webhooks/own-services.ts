import { join } from 'node:path';

import { loadConfig } from '../../../clients/config.js';
import type { VaultLogins } from '../../../dev/addresses.js';
import type { DataDir } from '../../../dev/data-dir.js';
import { openLogFile } from '../../../dev/log-file.js';
import { prepare } from '../../../dev/prepare.js';
import { type DatabaseUrls, ensureDatabase } from '../../../dev/services/database.js';
import { findFreePorts } from '../../../dev/services/ports.js';
import { type Postgres, startPostgres } from '../../../dev/services/postgres.js';
import { startTemporal, type TemporalServer } from '../../../dev/services/temporal.js';
import type { VaultServer } from '../../../dev/services/vault.js';
import { Mortal } from '../mortal.js';
import { startMortalVault } from '../vault.js';

/** Postgres, Temporal and Vault that nobody else uses, prepared as `npm start` prepares them. */
export interface OwnServices {
  readonly postgres: Mortal<Postgres>;
  readonly temporal: Mortal<TemporalServer>;
  readonly vault: Mortal<VaultServer>;
  readonly database: DatabaseUrls;
  readonly vaultMount: string;
  readonly vaultLogins: VaultLogins;
}

export async function startOwnServices(
  dataDir: DataDir,
  logs: string,
  adminApiKey: string,
): Promise<OwnServices> {
  const [postgresPort = 0, temporalPort = 0, vaultPort = 0, clusterPort = 0] = await findFreePorts(4);
  const log = (name: string) => openLogFile(join(logs, `${name}.log`));
  const pidFile = (name: string) => dataDir.at(name, 'process.json');
  const [postgres, temporal, vault] = await Promise.all([
    Mortal.start({
      name: 'Postgres',
      pidFile: pidFile('postgres'),
      // As in production: what was committed is on disk before anybody is told.
      start: (signal) =>
        startPostgres({
          dataDir: dataDir.at('postgres'),
          port: postgresPort,
          log: log('postgres'),
          signal,
          durable: true,
        }),
    }),
    Mortal.start({
      name: 'Temporal',
      pidFile: pidFile('temporal'),
      start: (signal) =>
        startTemporal({
          dataDir: dataDir.at('temporal'),
          port: temporalPort,
          namespace: 'default',
          log: log('temporal'),
          signal,
        }),
    }),
    startMortalVault({ dataDir: dataDir.at('vault'), port: vaultPort, clusterPort, log: log('vault') }),
  ]);
  const database = await ensureDatabase(postgres.service, 'revenue_layer');
  const config = loadConfig({});
  const vaultLogins = await prepare({
    config,
    database,
    adminApiKey,
    temporalAddress: temporal.service.address,
    vaultAddress: vault.service.address,
    vaultToken: vault.service.rootToken,
  });
  return { postgres, temporal, vault, database, vaultMount: config.VAULT_MOUNT, vaultLogins };
}
