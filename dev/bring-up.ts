import { type Config } from '../clients/config.js';
import type { Addresses, RevenueCatAccess } from './addresses.js';
import { type DataDir, keptSecret } from './data-dir.js';
import { ensureDemoProject } from './demo-project.js';
import { PREFERRED_PORTS, type Services, startServices } from './embedded.js';
import type { Plan } from './plan.js';
import { choosePorts, rememberedPorts } from './port-rules.js';
import { prepare } from './prepare.js';
import { startProcesses } from './processes.js';
import { makeSignInLink } from './sign-in-link.js';
import type { Supervisor } from './supervisor.js';

export interface BringUp {
  readonly env: NodeJS.ProcessEnv;
  readonly config: Config;
  readonly plan: Plan;
  readonly dataDir: DataDir;
  readonly supervisor: Supervisor;
  readonly say: (line: string) => void;
}

/** Brings everything up, in the order in which things need each other, and returns the line that says so. */
export async function bringUp(work: BringUp): Promise<string> {
  const { env, config, plan, dataDir, supervisor, say } = work;
  const [port = 0, opsPort = 0] = await choosePorts(
    [
      { setting: 'PORT', port: config.PORT, given: Boolean(env['PORT']) },
      { setting: 'OPS_PORT', port: config.OPS_PORT, given: Boolean(env['OPS_PORT']) },
    ],
    plan.simulator,
  );
  const ports = await rememberedPorts(dataDir.at('ports.json'), PREFERRED_PORTS, [port, opsPort]);
  const publicUrl = env['PUBLIC_URL'] ? config.PUBLIC_URL : `http://localhost:${port}`;
  const adminKeyFile = dataDir.at('admin-api-key');
  const adminApiKey = config.ADMIN_API_KEY ?? keptSecret(adminKeyFile, 'rl_admin_');

  const { postgres, temporal, vault } = plan.embedded;
  const embedded = [postgres && 'Postgres', temporal && 'Temporal', vault && 'Vault'].filter(Boolean);
  if (embedded.length > 0) say(`starting ${embedded.join(', ')}`);
  const services = await startServices({ supervisor, config, plan, dataDir, ports, opsPort });
  say('preparing schema, roles, search attributes and policies');
  const vaultLogins = await prepare({ ...services, config, adminApiKey });
  const addresses: Addresses = {
    ...services,
    port,
    opsPort,
    publicUrl,
    vaultLogins,
    revenueCat: revenueCatAccess(work, ports.simulator),
  };
  say(`starting ${plan.simulator ? 'simulator, ' : ''}worker and api`);
  const simulatorPort = plan.simulator ? ports.simulator : undefined;
  await startProcesses({ supervisor, dataDir, env, addresses, simulatorPort });

  if (plan.simulator) await ensureDemoProject(dataDir, `http://localhost:${port}`, adminApiKey);
  if (config.ADMIN_API_KEY === undefined) say(`the admin API key is in ${adminKeyFile}`);
  return readyLine(publicUrl, services);
}

/** The real one as it was set, or the simulator with a client made for it. */
function revenueCatAccess({ config, plan, dataDir }: BringUp, simulatorPort: number): RevenueCatAccess {
  if (!plan.simulator) {
    return {
      apiUrl: config.REVENUECAT_API_URL,
      clientId: config.REVENUECAT_CLIENT_ID,
      clientSecret: config.REVENUECAT_CLIENT_SECRET,
      clientAuth: config.REVENUECAT_CLIENT_AUTH,
    };
  }
  return {
    apiUrl: `http://localhost:${simulatorPort}`,
    clientId: 'revenue-layer',
    clientSecret: keptSecret(dataDir.at('simulator-client-secret'), ''),
    clientAuth: 'basic',
  };
}

async function readyLine(publicUrl: string, services: Services): Promise<string> {
  const temporalUi = services.temporalUiUrl ? ` (Temporal UI ${services.temporalUiUrl})` : '';
  const link = await makeSignInLink(services.database.migrationUrl, publicUrl);
  return `Revenue layer is ready: ${publicUrl}${temporalUi} — sign in once with ${link} (10 minutes)`;
}
