import './quiet-runtime.js';

import type { WorkerDeps } from '../../activities/deps.js';
import type { Config } from '../../clients/config.js';
import { createLog } from '../../clients/log.js';
import { connectDatabase } from '../../clients/postgres.js';
import { connectTemporal, dataConverterFrom, payloadKeysFrom } from '../../clients/temporal.js';
import { Vault, type VaultOptions } from '../../clients/vault.js';

/** What a worker of a test is made of; plain JSON, so that a process of its own can be given it. */
export interface WorkerParts {
  readonly config: Config;
  readonly vault: VaultOptions;
  readonly taskQueue: string;
  /** See `WorkerDeps`. */
  readonly minute?: number;
}

export function connectWorker(parts: WorkerParts): WorkerDeps {
  const { config, vault: vaultOptions, ...others } = parts;
  const log = createLog('test', config.LOG_LEVEL);
  const vault = new Vault(vaultOptions);
  const temporal = connectTemporal(
    config.TEMPORAL_ADDRESS ?? '',
    config.TEMPORAL_NAMESPACE,
    dataConverterFrom(payloadKeysFrom(vault)),
  );
  const database = connectDatabase(config.DATABASE_URL ?? '', {
    role: 'revenue_worker',
    connections: 10,
    statementTimeout: 60_000,
    log,
  });
  return { config, log, database, vault, temporal, ...others };
}
