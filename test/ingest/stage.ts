import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Client, Connection } from '@temporalio/client';
import express from 'express';

import type { ApiDeps } from '../../api/deps.js';
import { problemHandler } from '../../api/http/errors.js';
import { mountRoutes } from '../../api/http/mount.js';
import { requestLog } from '../../api/http/request-log.js';
import type { Route } from '../../api/http/route.js';
import { INGEST_LIMITS, type IngestLimits } from '../../api/ingest/limits.js';
import { createWebhookReceiver, type WebhookReceiver } from '../../api/ingest/receiver.js';
import { loadConfig } from '../../clients/config.js';
import { createLog } from '../../clients/log.js';
import { connectDatabase, type Database } from '../../clients/postgres.js';
import { Vault } from '../../clients/vault.js';
import { freshDatabase, freshVaultMount, services } from '../support/services.js';

export interface StageOptions {
  readonly limits?: Partial<IngestLimits>;
  /** Port through which ingestion reaches Postgres, for tests that stand in the way. */
  readonly ingestThrough?: number;
  readonly routes?: readonly Route[];
  /** Another Vault than the one of the stage. */
  readonly vault?: Vault;
}

/** The receiver, and routes if asked for, on a bare Express app with real services behind. */
export interface Stage {
  readonly url: string;
  readonly deps: ApiDeps;
  readonly receiver: WebhookReceiver;
  /** As owner of the schema: what tests look at and prepare. */
  readonly owner: Database;
  /** Another receiver on the same database, as another api process would have; its address. */
  readonly secondReceiver: () => Promise<Pick<Stage, 'url'>>;
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
  };
  const limits = { ...INGEST_LIMITS, ...options.limits };
  const servers: Server[] = [];
  const receivers: WebhookReceiver[] = [];
  const serve = async () => {
    const receiver = createWebhookReceiver(deps, limits);
    const app = express().use(receiver.router);
    if (options.routes) {
      app.use(
        requestLog(log),
        mountRoutes(deps, options.routes, { checkAnswers: true }),
        problemHandler(log),
      );
    }
    const server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    servers.push(server);
    receivers.push(receiver);
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, receiver };
  };
  const owner = connectDatabase(database.migrationUrl, { ...open, connections: 4 });
  return {
    ...(await serve()),
    deps,
    owner,
    secondReceiver: serve,
    async close() {
      await Promise.all(receivers.map((receiver) => receiver.close()));
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
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
