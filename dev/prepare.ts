import type { Config } from '../clients/config.js';
import { VaultRefused } from '../clients/vault.js';
import { setupPostgres } from '../setup/postgres.js';
import { setupTemporal } from '../setup/temporal.js';
import { issueSecretId, setupVault, type VaultRole } from '../setup/vault.js';
import type { VaultLogin, VaultLogins } from './addresses.js';
import type { DatabaseUrls } from './services/database.js';

export interface Preparation {
  readonly config: Config;
  readonly database: DatabaseUrls;
  readonly adminApiKey: string;
  readonly temporalAddress: string;
  readonly vaultAddress: string;
  /** May make mounts and roles; none where an AppRole was given, whose Vault is prepared by `setup/main.ts`. */
  readonly vaultToken: string | undefined;
}

/** Makes the services what they should be, the embedded and the given ones alike. Repeating it changes nothing. */
export async function prepare(work: Preparation): Promise<VaultLogins> {
  const { config, database, adminApiKey } = work;
  const [logins] = await Promise.all([
    vaultLogins(work),
    setupPostgres({ ...database, adminApiKey }),
    setupTemporal({ address: work.temporalAddress, namespace: config.TEMPORAL_NAMESPACE }),
  ]);
  return logins;
}

/** Each process gets a login of its own, where the given credentials allow that. */
async function vaultLogins(work: Preparation): Promise<VaultLogins> {
  const { config, vaultAddress: address, vaultToken: token } = work;
  if (token === undefined) {
    const { VAULT_ROLE_ID = '', VAULT_SECRET_ID = '' } = config;
    return both({ VAULT_ROLE_ID, VAULT_SECRET_ID });
  }
  const setup = { address, token, mount: config.VAULT_MOUNT };
  // In a Vault that is ours alone, the secret ids of the last start end here.
  const replace = config.VAULT_ADDR === undefined;
  const login = async (role: VaultRole): Promise<VaultLogin> => ({
    VAULT_ROLE_ID: role.roleId,
    VAULT_SECRET_ID: await issueSecretId(setup, role, { replace }),
  });
  try {
    const roles = await setupVault(setup);
    return { api: await login(roles.api), worker: await login(roles.worker) };
  } catch (error) {
    // A token for secrets only: then somebody with more rights has prepared this Vault.
    if (replace || !(error instanceof VaultRefused) || error.status !== 403) throw error;
    return both({ VAULT_TOKEN: token });
  }
}

function both(login: VaultLogin): VaultLogins {
  return { api: login, worker: login };
}
