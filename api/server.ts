import { collectDefaultMetrics } from 'prom-client';

import { type Config, ConfigError, describeConfig, loadConfig } from '../clients/config.js';
import { createLog, type Logger } from '../clients/log.js';
import { connectDatabase } from '../clients/postgres.js';
import { connectTemporal, dataConverterFrom, payloadKeysFrom } from '../clients/temporal.js';
import { Vault, vaultOptionsOf } from '../clients/vault.js';
import { TASK_QUEUE } from '../workflows/ids.js';
import type { ApiDeps } from './deps.js';
import { startApi } from './start.js';

/** The api process. */
async function main(): Promise<void> {
  const config = loadConfig(process.env, ['DATABASE_URL', 'TEMPORAL_ADDRESS', 'VAULT_ADDR']);
  const log = createLog('api', config.LOG_LEVEL);
  log.info({ settings: describeConfig(config) }, 'api.starting');
  collectDefaultMetrics();
  const deps = connect(config, log);
  const api = await startApi(deps, {
    port: config.PORT,
    ops: { port: config.OPS_PORT, host: config.OPS_HOST },
  });
  log.info({ port: api.port, ops_port: api.opsPort }, 'api.listening');
  process.send?.({ ready: true, port: api.port });

  const reason = await askedToStop();
  log.info({ reason }, 'api.stopping');
  await api.stop();
  await Promise.all([deps.database.close(), deps.ingest.close(), deps.temporal.connection.close()]);
  log.info('api.stopped');
  if (process.connected) process.disconnect();
}

/** Nothing is dialled here: each connection is made when it is first needed. */
function connect(config: Config, log: Logger): ApiDeps {
  const vault = new Vault(vaultOptionsOf(config));
  const converter = dataConverterFrom(payloadKeysFrom(vault));
  const url = config.DATABASE_URL ?? '';
  return {
    config,
    log,
    database: connectDatabase(url, { role: 'revenue_api', connections: 20, statementTimeout: 15_000, log }),
    ingest: connectDatabase(url, { role: 'revenue_ingest', connections: 10, statementTimeout: 4_000, log }),
    temporal: connectTemporal(config.TEMPORAL_ADDRESS ?? '', config.TEMPORAL_NAMESPACE, converter),
    taskQueue: TASK_QUEUE,
    vault,
  };
}

/** A signal, or the end of the process that started this one. */
function askedToStop(): Promise<string> {
  return new Promise((resolve) => {
    process.once('SIGTERM', () => resolve('SIGTERM'));
    process.once('SIGINT', () => resolve('SIGINT'));
    process.once('disconnect', () => resolve('parent gone'));
  });
}

main().catch((error: unknown) => {
  const message = error instanceof ConfigError ? error.message : (error as Error).stack;
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
  if (process.connected) process.disconnect();
});
