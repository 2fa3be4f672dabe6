import { randomBytes } from 'node:crypto';

import { sha256 } from '../../../api/auth/secrets.js';
import type { ApiDeps } from '../../../api/deps.js';
import type { Budgets } from '../../../api/http/rate-limit.js';
import { startApi } from '../../../api/start.js';
import { loadConfig } from '../../../clients/config.js';
import { createLog } from '../../../clients/log.js';
import { connectDatabase, type Database } from '../../../clients/postgres.js';
import { connectTemporal, dataConverterFrom, payloadKeysFrom } from '../../../clients/temporal.js';
import { Vault } from '../../../clients/vault.js';
import { findFreePorts } from '../../../dev/services/ports.js';
import { freshDatabase, freshVaultMount, services } from '../../support/services.js';
import type { WorkerStack } from '../../support/worker-stack.js';
import { type Call, call, type Reply } from './call.js';
import { makeTenant, type Tenant } from './tenant.js';

/** A port of this machine where nobody listens: a service that is away. */
export const NOBODY = '127.0.0.1:9';

export interface TestApiOptions {
  /** Settings beside those that tests need. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly temporalAddress?: string;
  readonly vaultAddress?: string;
  readonly databaseUrl?: string;
  readonly webDist?: string;
  readonly budgets?: Budgets;
  /** For tests that provoke an error of ours, which would be logged. */
  readonly silent?: boolean;
  /** Default: any free one. */
  readonly port?: number;
  /** The worker it is meant for. */
  readonly worker?: WorkerStack;
  /** An api beside another one, on its database and secrets. */
  readonly beside?: ApiUnderTest;
}

/** The api of this test, over real services. */
export interface ApiUnderTest {
  readonly url: string;
  readonly opsUrl: string;
  readonly deps: ApiDeps;
  readonly adminKey: string;
  /** As owner of the schema: what tests look at and prepare. */
  readonly owner: Database;
  call(method: string, path: string, options?: Call): Promise<Reply>;
  /** A project with its keys, made through the api. */
  tenant(name: string): Promise<Tenant>;
  stop(): Promise<void>;
}

/** What an api has in common with one beside it, or with the worker it is meant for. */
interface Foundation {
  readonly databaseUrl: string;
  readonly owner: Database;
  readonly vaultMount: string;
  readonly vault: Vault;
  readonly taskQueue: string;
  readonly adminKey: string;
  remove(): Promise<void>;
}

const foundations = new Map<ApiUnderTest, Foundation>();

/** Starts an api; every answer is compared with its documentation on the way out. */
export async function startTestApi(options: TestApiOptions = {}): Promise<ApiUnderTest> {
  const { temporalAddress } = await services();
  const foundation =
    (options.beside && foundations.get(options.beside)) ??
    (options.worker ? await foundationOf(options.worker) : await freshFoundation());
  const port = options.port ?? (await findFreePorts(1))[0] ?? 0;
  const config = loadConfig({
    PORT: String(port),
    DATABASE_URL: foundation.databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    VAULT_MOUNT: foundation.vaultMount,
    REVENUECAT_CLIENT_ID: 'client=of-tests',
    REVENUECAT_CLIENT_SECRET: 'secret-of-client-of-tests',
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'error',
    ...options.settings,
  });
  const url = options.databaseUrl ?? foundation.databaseUrl;
  const pool = { ...POOL, log: createLog('test', options.silent ? 'silent' : config.LOG_LEVEL) };
  const deps: ApiDeps = {
    config,
    log: pool.log,
    database: connectDatabase(url, { ...pool, role: 'revenue_api' }),
    ingest: connectDatabase(url, { ...pool, role: 'revenue_ingest' }),
    temporal: connectTemporal(
      options.temporalAddress ?? temporalAddress,
      config.TEMPORAL_NAMESPACE,
      dataConverterFrom(payloadKeysFrom(foundation.vault)),
    ),
    taskQueue: foundation.taskQueue,
    vault: options.vaultAddress === undefined ? foundation.vault : vaultAt(options.vaultAddress, foundation),
  };
  const api = await startApi(deps, {
    port,
    ops: { port: 0, host: '127.0.0.1' },
    checkAnswers: true,
    ...(options.budgets && { budgets: options.budgets }),
    ...(options.webDist !== undefined && { webDist: options.webDist }),
  });
  const under: ApiUnderTest = {
    url: `http://localhost:${api.port}`,
    opsUrl: `http://127.0.0.1:${api.opsPort}`,
    deps,
    adminKey: foundation.adminKey,
    owner: foundation.owner,
    call: (method, path, given) => call(`http://localhost:${api.port}`, method, path, given),
    tenant: (name) => makeTenant(under, name),
    async stop() {
      await api.stop();
      await Promise.all([deps.database.close(), deps.ingest.close(), deps.temporal.connection.close()]);
      foundations.delete(under);
      if (options.beside === undefined) await foundation.remove();
    },
  };
  foundations.set(under, foundation);
  return under;
}

const POOL = { connections: 10, statementTimeout: 15_000 };

async function freshFoundation(): Promise<Foundation> {
  const { vaultAddr } = await services();
  const [database, { mount, apiAuth }] = await Promise.all([freshDatabase(), freshVaultMount()]);
  const owner = connectDatabase(database.migrationUrl, { ...POOL, log: createLog('test', 'error') });
  return {
    databaseUrl: database.url,
    owner,
    vaultMount: mount,
    vault: new Vault({ address: vaultAddr, mount, auth: apiAuth }),
    taskQueue: `test-${randomBytes(6).toString('hex')}`,
    adminKey: await makeAdminKey(owner),
    async remove() {
      await owner.close();
      await database.drop();
    },
  };
}

/** What a worker stands on; its stack removes it. */
async function foundationOf({ config, owner, apiVault, deps }: WorkerStack): Promise<Foundation> {
  return {
    databaseUrl: config.DATABASE_URL ?? '',
    owner,
    vaultMount: config.VAULT_MOUNT,
    vault: apiVault,
    taskQueue: deps.taskQueue,
    adminKey: await makeAdminKey(owner),
    remove: () => Promise.resolve(),
  };
}

function vaultAt(address: string, { vaultMount: mount }: Foundation): Vault {
  return new Vault({ address, mount, auth: { token: 'of-nobody' } });
}

async function makeAdminKey(owner: Database): Promise<string> {
  const key = `admin-${randomBytes(16).toString('hex')}`;
  const row = { id: 'key_admin', name: 'admin', access: 'admin', key_hash: sha256(key) };
  await owner.prisma.api_keys.create({ data: row });
  return key;
}
