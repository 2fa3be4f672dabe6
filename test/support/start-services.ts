import { join } from 'node:path';

import { findFreePorts } from '../../dev/services/ports.js';
import { type Postgres, startPostgres } from '../../dev/services/postgres.js';
import { startTemporal, type TemporalServer } from '../../dev/services/temporal.js';
import { startVault, type VaultServer } from '../../dev/services/vault.js';

/** Postgres, Temporal and Vault of this test run, in a folder of their own. */
export interface TestServices {
  /** Superuser, database `postgres`. */
  readonly postgresOwnerUrl: string;
  readonly temporalAddress: string;
  readonly temporalUiless: true;
  readonly vaultAddr: string;
  readonly vaultRootToken: string;
  /** The raw data, for tests that search it for secrets. Passwords and keys of the services lie beside it. */
  readonly dirs: { readonly postgres: string; readonly temporal: string; readonly vault: string };
  readonly postgres: Postgres;
  readonly temporal: TemporalServer;
  readonly vault: VaultServer;
}

/** Starts all three side by side, with their data under `folder`. */
export async function startServices(folder: string): Promise<TestServices> {
  const inFolder = (name: string) => join(folder, name);
  const [postgresPort = 0, temporalPort = 0, vaultPort = 0, clusterPort = 0] = await findFreePorts(4);
  const log = () => undefined;
  const [postgres, temporal, vault] = await Promise.all([
    startPostgres({ dataDir: inFolder('postgres'), port: postgresPort, durable: false, log }),
    startTemporal({ dataDir: inFolder('temporal'), port: temporalPort, namespace: 'default', log }),
    startVault({ dataDir: inFolder('vault'), port: vaultPort, clusterPort, log }),
  ]);
  return {
    postgresOwnerUrl: postgres.adminUrl,
    temporalAddress: temporal.address,
    temporalUiless: true,
    vaultAddr: vault.address,
    vaultRootToken: vault.rootToken,
    dirs: {
      postgres: postgres.cluster,
      temporal: inFolder('temporal'),
      vault: join(inFolder('vault'), 'storage'),
    },
    postgres,
    temporal,
    vault,
  };
}
