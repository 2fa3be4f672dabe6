import { loadConfig } from '../clients/config.js';
import { createLog } from '../clients/log.js';
import type { VaultAuth } from '../clients/vault.js';
import { setupPostgres } from './postgres.js';
import { setupTemporal } from './temporal.js';
import { setupVault } from './vault.js';
import { vaultToken } from './vault-api.js';

/**
 * Prepares the outside services before api and worker start: schema and roles, search attributes, mounts and policies.
 * Safe to run at every deployment, and by several at once. Vault's credentials need rights that api and worker lack.
 */
async function main(): Promise<void> {
  const config = loadConfig(process.env, ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'VAULT_ADDR']);
  const { DATABASE_URL = '', TEMPORAL_ADDRESS = '', VAULT_ADDR = '' } = config;
  const log = createLog('setup', config.LOG_LEVEL);

  const migrations = await setupPostgres({
    migrationUrl: config.DATABASE_MIGRATION_URL ?? DATABASE_URL,
    runtimeUrl: DATABASE_URL,
    adminApiKey: config.ADMIN_API_KEY,
  });
  log.info({ migrations }, 'postgres.prepared');

  await setupTemporal({ address: TEMPORAL_ADDRESS, namespace: config.TEMPORAL_NAMESPACE });
  log.info({ namespace: config.TEMPORAL_NAMESPACE }, 'temporal.prepared');

  const token = await vaultToken(VAULT_ADDR, vaultAuth(config));
  const { api, worker } = await setupVault({ address: VAULT_ADDR, token, mount: config.VAULT_MOUNT });
  log.info({ mount: config.VAULT_MOUNT, api, worker }, 'vault.prepared');
}

/** Which of the two ways to log in was set; `loadConfig` has refused none and both. */
function vaultAuth(config: ReturnType<typeof loadConfig>): VaultAuth {
  const { VAULT_TOKEN: token, VAULT_ROLE_ID: roleId = '', VAULT_SECRET_ID: secretId = '' } = config;
  return token === undefined ? { roleId, secretId } : { token };
}

await main();
