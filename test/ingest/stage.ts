import { randomBytes } from 'node:crypto';

import { Client, Connection } from '@temporalio/client';

import { type ApiApp, createApp } from '../../api/app.js';
import type { ApiDeps } from '../../api/deps.js';
import type { StreamBounds } from '../../api/events/stream-bounds.js';
import type { IngestLimits } from '../../api/ingest/limits.js';
import { listen, type Listening } from '../../api/listen.js';
import { loadConfig } from '../../clients/config.js';
import { createLog } from '../../clients/log.js';
import { connectDatabase, type Database } from '../../clients/postgres.js';
import { Vault } from '../../clients/vault.js';
import { freshDatabase, freshVaultMount, services } from '../support/services.js';

export interface StageOptions {
  readonly limits?: Partial<IngestLimits>;
  /** Port through which ingestion reaches Postgres, for tests that stand in the way. */
  readonly ingestThrough?: number;
  /** Another Vault than the one of the stage. */
  readonly vault?: Vault;
  readonly streamBounds?: Partial<StreamBounds>;
}

/** The public server as an api process makes it, with real services behind; every answer is compared with its documentation. */
export interface Stage {
  readonly url: string;
  readonly deps: ApiDeps;
  readonly app: ApiApp;
  /** As owner of the schema: what tests look at and prepare. */
  readonly owner: Database;
  /** Another server on the same database, as another api process would be; its address. */
  readonly secondServer: () => Promise<Pick<Stage, 'url'>>;
  close(): Promise<void>;
}

export async function startStage(options: StageOptions = {}): Promise<Stage> {
  const [{ temporalAddress, vaultAddr }, database, vaultMount] = await Promise.all([
    services(),
    freshDatabase(),
    freshVaultMount(),
  ]);
  const config = loadConfig({
    DATABASE_URL: database.url,
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'error',
    VAULT_MOUNT: vaultMount.mount,
  });
  // What is meant to fail in these tests need not be told.
  const log = createLog('test', process.env['TEST_LOG_LEVEL'] ?? 'silent');
  const open = { statementTimeout: 4_000, log };
  const deps: ApiDeps = {
    config,
    log,
    database: connectDatabase(database.url, { ...open, role: 'revenue_api', connections: 8 }),
    ingest: connectDatabase(through(database.url, options.ingestThrough), {
      ...open,
      role: 'revenue_ingest',
      connections: 5,
    }),
    temporal: new Client({ connection: Connection.lazy({ address: temporalAddress }) }),
    taskQueue: `test-${randomBytes(6).toString('hex')}`,
    vault:
      options.vault ?? new Vault({ address: vaultAddr, mount: vaultMount.mount, auth: vaultMount.apiAuth }),
    ...(options.streamBounds && { streamBounds: options.streamBounds }),
  };
  const apps: ApiApp[] = [];
  const servers: Listening[] = [];
  const serve = async () => {
    const app = createApp(deps, { ingestLimits: options.limits ?? {}, checkAnswers: true });
    const server = await listen(app.listener, 0, '127.0.0.1');
    apps.push(app);
    servers.push(server);
    return { url: `http://127.0.0.1:${server.port}`, app };
  };
  const owner = connectDatabase(database.migrationUrl, { ...open, connections: 4 });
  return {
    ...(await serve()),
    deps,
    owner,
    secondServer: serve,
    async close() {
      await Promise.all([...apps.map((app) => app.close()), ...servers.map((server) => server.stop())]);
      await Promise.all([deps.database.close(), deps.ingest.close(), owner.close()]);
      await deps.temporal.connection.close();
      await database.drop();
    },
  };
}

function through(url: string, port: number | undefined): string {
  const address = new URL(url);
  if (port !== undefined) address.host = `127.0.0.1:${port}`;
  return address.href;
}
