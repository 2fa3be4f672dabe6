import type { Addresses } from './addresses.js';
import type { DataDir } from './data-dir.js';
import { apiEnvironment, simulatorEnvironment, workerEnvironment } from './environments.js';
import { startNodeChild } from './node-child.js';
import { isListening } from './services/ports.js';
import type { Supervisor } from './supervisor.js';

export interface ProcessesToStart {
  readonly supervisor: Supervisor;
  readonly dataDir: DataDir;
  readonly env: NodeJS.ProcessEnv;
  readonly addresses: Addresses;
  /** None where the real RevenueCat is used. */
  readonly simulatorPort: number | undefined;
}

/** Starts simulator, worker and api, side by side; resolves when all of them are ready. */
export async function startProcesses(work: ProcessesToStart): Promise<void> {
  const { supervisor, dataDir, env, addresses, simulatorPort } = work;
  const pidFile = (name: string) => dataDir.at('run', `${name}.json`);
  const simulator = async () => {
    if (simulatorPort === undefined) return;
    const own = { port: simulatorPort, dataFile: dataDir.at('simulator.json') };
    await supervisor.keep('simulator', (watch) =>
      startNodeChild({
        name: 'simulator',
        module: 'simulator/main.js',
        env: simulatorEnvironment(env, addresses, own),
        pidFile: pidFile('simulator'),
        stopWithinMs: 5_000,
        isReady: () => isListening(simulatorPort),
        ...watch,
      }),
    );
  };
  const worker = () =>
    supervisor.keep('worker', (watch) =>
      startNodeChild({
        name: 'worker',
        module: 'activities/worker.js',
        env: workerEnvironment(env, addresses),
        pidFile: pidFile('worker'),
        // Longer than the worker gives its activities to finish.
        stopWithinMs: 30_000,
        ...watch,
      }),
    );
  const api = () =>
    supervisor.keep('api', (watch) =>
      startNodeChild({
        name: 'api',
        module: 'api/server.js',
        env: apiEnvironment(env, addresses),
        pidFile: pidFile('api'),
        stopWithinMs: 15_000,
        isReady: () => isReady(addresses.port),
        ...watch,
      }),
    );
  await Promise.all([simulator(), worker(), api()]);
}

async function isReady(port: number): Promise<boolean> {
  const response = await fetch(`http://localhost:${port}/readyz`, { signal: AbortSignal.timeout(2_000) });
  await response.arrayBuffer();
  return response.status === 200;
}
