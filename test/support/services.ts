import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { VaultAuth } from '../../clients/vault.js';
import { databaseUrls, ensureDatabase } from '../../dev/services/database.js';
import { tellGuard } from '../../dev/services/guard.js';
import type { VaultServer } from '../../dev/services/vault.js';
import { setupPostgres } from '../../setup/postgres.js';
import { withClient } from '../../setup/postgres-client.js';
import { issueSecretId, setupVault } from '../../setup/vault.js';
import { startServices, type TestServices } from './start-services.js';

/** A migrated database that only one test uses. */
export interface FreshDatabase {
  /** Login of api and worker; each pool takes a role, see `clients/postgres.ts`. */
  readonly url: string;
  /** Owner of the schema. */
  readonly migrationUrl: string;
  drop(): Promise<void>;
}

/** Mounts that only one test uses, and the logins of the two processes for them. */
export interface FreshVaultMount {
  readonly mount: string;
  readonly apiAuth: AppRole;
  readonly workerAuth: AppRole;
}
type AppRole = Exclude<VaultAuth, { readonly token: string }>;

const TEMPLATE = 'revenue_layer_template';

let folder: string | undefined;
let running: Promise<TestServices> | undefined;
let template: Promise<void> | undefined;

/** Starts all three at the first call and shares them from then on: a run without such tests starts nothing. */
export function services(): Promise<TestServices> {
  return (running ??= startServices(temporaryFolder()));
}

/** Stops what was started; for the end of the run. */
export async function stopServices(): Promise<void> {
  const started = await running?.catch(() => undefined);
  if (started) await Promise.all([started.postgres.stop(), started.temporal.stop(), started.vault.stop()]);
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
}

/** A copy of a migrated template: a tenth of the time that the migrations take. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { postgres } = await services();
  await (template ??= makeTemplate());
  const name = `test_${randomBytes(6).toString('hex')}`;
  // Nobody may be connected to a template while it is copied; Postgres lets two copy it at once.
  await withClient(postgres.adminUrl, (client) =>
    client.query(`create database ${name} template ${TEMPLATE} owner revenue_layer_owner`),
  );
  const { runtimeUrl, migrationUrl } = databaseUrls(postgres, name);
  return {
    url: runtimeUrl,
    migrationUrl,
    drop: () =>
      withClient(postgres.adminUrl, async (client) => {
        await client.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

/** Vault as the setup leaves it, under a prefix of its own. @param own another Vault than the one all tests share. */
export async function freshVaultMount(
  own?: Pick<VaultServer, 'address' | 'rootToken'>,
): Promise<FreshVaultMount> {
  const { address, rootToken } = own ?? (await services()).vault;
  const setup = {
    address,
    token: rootToken,
    mount: `test-${randomBytes(6).toString('hex')}`,
  };
  const { api, worker } = await setupVault(setup);
  return {
    mount: setup.mount,
    apiAuth: { roleId: api.roleId, secretId: await issueSecretId(setup, api) },
    workerAuth: { roleId: worker.roleId, secretId: await issueSecretId(setup, worker) },
  };
}

function temporaryFolder(): string {
  folder = mkdtempSync(join(tmpdir(), 'revenue-layer-test-'));
  // As root, Postgres runs as another user, who has to pass through.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  // A run that is killed cannot clear away after itself.
  tellGuard({ removeFolder: folder });
  return folder;
}

async function makeTemplate(): Promise<void> {
  const { postgres } = await services();
  await setupPostgres(await ensureDatabase(postgres, TEMPLATE));
}
