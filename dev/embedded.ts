import type { Config } from '../clients/config.js';
import type { DataDir } from './data-dir.js';
import type { Plan } from './plan.js';
import { type DatabaseUrls, ensureDatabase } from './services/database.js';
import { startPostgres } from './services/postgres.js';
import { startTemporal } from './services/temporal.js';
import { startVault } from './services/vault.js';
import type { Supervisor } from './supervisor.js';
import { startTemporalUiProxy } from './temporal-ui-proxy.js';

/** Ports of what is started here, and what each is tried at first. */
export const PREFERRED_PORTS = {
  postgres: 54_320,
  temporal: 7_233,
  temporalUi: 8_233,
  temporalUiBehindProxy: 8_234,
  vault: 8_200,
  vaultCluster: 8_201,
  simulator: 3_100,
};

export interface Services {
  readonly database: DatabaseUrls;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string | undefined;
  readonly vaultAddress: string;
  /** May prepare Vault; none where an AppRole was given. */
  readonly vaultToken: string | undefined;
}

export interface ServicesToStart {
  readonly supervisor: Supervisor;
  readonly config: Config;
  readonly plan: Plan;
  readonly dataDir: DataDir;
  readonly ports: typeof PREFERRED_PORTS;
  readonly opsPort: number;
}

/** Starts what was not given, side by side, and says where everything is. */
export async function startServices(work: ServicesToStart): Promise<Services> {
  const [database, temporal, vault] = await Promise.all([
    postgresFor(work),
    temporalFor(work),
    vaultFor(work),
  ]);
  return { database, ...temporal, ...vault };
}

async function postgresFor({
  supervisor,
  config,
  plan,
  dataDir,
  ports,
}: ServicesToStart): Promise<DatabaseUrls> {
  if (!plan.embedded.postgres) {
    const { DATABASE_URL: runtimeUrl = '', DATABASE_MIGRATION_URL: migrationUrl = runtimeUrl } = config;
    return { runtimeUrl, migrationUrl };
  }
  const postgres = await supervisor.keep('Postgres', (watch) =>
    startPostgres({ dataDir: dataDir.at('postgres'), port: ports.postgres, ...watch }),
  );
  return ensureDatabase(postgres, 'revenue_layer');
}

async function temporalFor(
  work: ServicesToStart,
): Promise<Pick<Services, 'temporalAddress' | 'temporalUiUrl'>> {
  const { supervisor, config, plan, dataDir, ports, opsPort } = work;
  if (!plan.embedded.temporal) {
    return { temporalAddress: config.TEMPORAL_ADDRESS ?? '', temporalUiUrl: config.TEMPORAL_UI_URL };
  }
  const ui = {
    port: ports.temporalUiBehindProxy,
    codecEndpoint: `http://localhost:${opsPort}/codec`,
  };
  const namespace = config.TEMPORAL_NAMESPACE;
  const temporal = await supervisor.keep('Temporal', (watch) =>
    startTemporal({ dataDir: dataDir.at('temporal'), port: ports.temporal, namespace, ui, ...watch }),
  );
  // No process: it ends with this one.
  await startTemporalUiProxy(ports.temporalUi, ui.port);
  return {
    temporalAddress: temporal.address,
    temporalUiUrl: config.TEMPORAL_UI_URL ?? `http://localhost:${ports.temporalUi}`,
  };
}

async function vaultFor(work: ServicesToStart): Promise<Pick<Services, 'vaultAddress' | 'vaultToken'>> {
  const { supervisor, config, plan, dataDir, ports } = work;
  if (!plan.embedded.vault) {
    return { vaultAddress: config.VAULT_ADDR ?? '', vaultToken: config.VAULT_TOKEN };
  }
  const vault = await supervisor.keep('Vault', (watch) =>
    startVault({
      dataDir: dataDir.at('vault'),
      port: ports.vault,
      clusterPort: ports.vaultCluster,
      ...watch,
    }),
  );
  return { vaultAddress: vault.address, vaultToken: vault.rootToken };
}
