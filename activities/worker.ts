import { setTimeout as delay } from 'node:timers/promises';

import { DefaultLogger, Runtime } from '@temporalio/worker';

import { clientSecretIfNeeded, ConfigError, describeConfig, loadConfig } from '../clients/config.js';
import { createLog, type Logger } from '../clients/log.js';
import type { LoadKeys } from '../clients/payload-codec.js';
import { connectDatabase } from '../clients/postgres.js';
import {
  connectTemporal,
  dataConverterFrom,
  payloadKeysFrom,
  temporalConnectionOptions,
} from '../clients/temporal.js';
import { Vault, vaultOptionsOf, VaultUnavailable } from '../clients/vault.js';
import { TASK_QUEUE } from '../workflows/ids.js';
import type { WorkerDeps } from './deps.js';
import { runWorker } from './run-worker.js';

/** The worker process. */
async function main(): Promise<void> {
  const config = loadConfig(process.env, [
    'DATABASE_URL',
    'TEMPORAL_ADDRESS',
    'VAULT_ADDR',
    ...clientSecretIfNeeded(process.env),
  ]);
  const log = createLog('worker', config.LOG_LEVEL);
  log.info({ settings: describeConfig(config) }, 'worker.starting');
  Runtime.install({
    logger: new DefaultLogger('WARN', ({ level, message, meta }) => {
      log.warn(
        { level, workflow: meta?.['workflowId'], error: (meta?.['error'] as Error | undefined)?.message },
        message,
      );
    }),
    shutdownSignals: [],
  });
  const vault = new Vault(vaultOptionsOf(config));
  const loadKeys = payloadKeysFrom(vault);
  const converter = dataConverterFrom(loadKeys);
  const database = connectDatabase(config.DATABASE_URL ?? '', {
    role: 'revenue_worker',
    connections: 20,
    statementTimeout: 60_000,
    log,
  });
  const address = config.TEMPORAL_ADDRESS ?? '';
  const temporal = connectTemporal(address, config.TEMPORAL_NAMESPACE, converter);
  const deps: WorkerDeps = { config, log, database, vault, temporal, taskQueue: TASK_QUEUE };
  await untilKeysAreRead(loadKeys, log);
  const worker = await runWorker(deps, { connection: temporalConnectionOptions(address) });
  log.info({ task_queue: TASK_QUEUE }, 'worker.polling');
  process.send?.({ ready: true });

  const stop = (reason: string) => {
    log.info({ reason }, 'worker.stopping');
    void worker.stop();
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  // The process that started this one is gone.
  process.once('disconnect', () => stop('parent gone'));
  await worker.stopped;
  await database.close();
  log.info('worker.stopped');
  if (process.connected) process.disconnect();
}

/**
 * Without the payload keys nothing that Temporal hands out can be read, and the SDK ends a worker that cannot read its
 * task: a worker that starts while Vault is away asks for no task before it is back.
 */
async function untilKeysAreRead(load: LoadKeys, log: Logger): Promise<void> {
  for (;;) {
    try {
      await load();
      return;
    } catch (error) {
      if (!(error instanceof VaultUnavailable)) throw error;
      log.warn({ reason: error.message }, 'worker.waits_for_vault');
      await delay(1_000);
    }
  }
}

main().catch((error: unknown) => {
  const message = error instanceof ConfigError ? error.message : (error as Error).stack;
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
  if (process.connected) process.disconnect();
});
