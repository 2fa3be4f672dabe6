import { join } from 'node:path';

import type { Addresses } from '../../../dev/addresses.js';
import type { DataDir } from '../../../dev/data-dir.js';
import { apiEnvironment, workerEnvironment } from '../../../dev/environments.js';
import { openLogFile } from '../../../dev/log-file.js';
import { startNodeChild } from '../../../dev/node-child.js';
import { findFreePorts } from '../../../dev/services/ports.js';
import { Mortal } from '../mortal.js';
import type { OwnServices } from './own-services.js';

export interface ProcessesToStart {
  readonly dataDir: DataDir;
  /** Folder for what they say. */
  readonly logs: string;
  readonly services: OwnServices;
  /** Base of RevenueCat's API. */
  readonly revenueCat: string;
}

/** Api and worker as `npm start` starts them, each a process that may be killed. */
export async function startOwnProcesses(
  work: ProcessesToStart,
): Promise<{ readonly processes: { readonly api: Mortal; readonly worker: Mortal }; readonly url: string }> {
  const { services, revenueCat } = work;
  const [port = 0, opsPort = 0] = await findFreePorts(2);
  const url = `http://127.0.0.1:${port}`;
  const addresses: Addresses = {
    port,
    opsPort,
    publicUrl: url,
    database: services.database,
    temporalAddress: services.temporal.service.address,
    temporalUiUrl: undefined,
    vaultAddress: services.vault.service.address,
    vaultLogins: services.vaultLogins,
    revenueCat: { apiUrl: revenueCat, clientId: undefined, clientSecret: undefined, clientAuth: 'basic' },
  };
  const { PATH, HOME } = process.env;
  // A worker's death is noticed soon; all else is as it comes.
  const env = { PATH, HOME, HEARTBEAT_TIMEOUT: '2s' };
  const [worker, api] = await Promise.all([
    mortal(work, 'worker', 'activities/worker.js', workerEnvironment(env, addresses)),
    mortal(work, 'api', 'api/server.js', apiEnvironment(env, addresses)),
  ]);
  return { processes: { worker, api }, url };
}

function mortal(
  { dataDir, logs }: ProcessesToStart,
  name: string,
  module: string,
  env: NodeJS.ProcessEnv,
): Promise<Mortal> {
  const pidFile = dataDir.at('run', `${name}.json`);
  const log = openLogFile(join(logs, `${name}.log`));
  return Mortal.start({
    name,
    pidFile,
    start: (signal) => startNodeChild({ name, module, env, pidFile, log, signal, stopWithinMs: 15_000 }),
  });
}
