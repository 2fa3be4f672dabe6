import { pino } from 'pino';

import { readEnvironment } from './environment.js';
import { type Simulator, startSimulator } from './server.js';

const log = pino({ name: 'simulator' });

/** Closes what was started, also if the signal comes while it starts. */
async function stop(starting: Promise<Simulator>, signal: NodeJS.Signals): Promise<void> {
  log.info({ signal }, 'simulator.stopping');
  await (await starting).close();
  process.exit(0);
}

function fail(error: unknown): never {
  log.fatal({ err: error }, 'simulator.failed');
  process.exit(1);
}

try {
  const starting = startSimulator({ ...readEnvironment(process.env), logger: log });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop(starting, signal).catch(fail));
  }
  await starting;
} catch (error) {
  fail(error);
}
