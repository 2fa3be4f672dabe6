import { clientSecretIfNeeded, ConfigError, loadConfig } from '../clients/config.js';
import { coerceError } from '../clients/log.js';
import { bringUp } from './bring-up.js';
import { openDataDir } from './data-dir.js';
import { endLeftovers } from './leftovers.js';
import { LockHeld, takeLock } from './lock.js';
import { makePlan } from './plan.js';
import { Supervisor } from './supervisor.js';

/** `npm start`: brings everything up, keeps it up, and takes it down again. */
async function main(): Promise<void> {
  const config = loadConfig(process.env, clientSecretIfNeeded(process.env));
  const plan = makePlan(config);
  const dataDir = openDataDir(config.DATA_DIR);
  const release = await takeLock(dataDir.at('lock'));
  const supervisor = new Supervisor(dataDir, say);
  const stopped = stopWhenAsked(supervisor);
  try {
    say(`data and logs are in ${dataDir.path}`);
    for (const notice of plan.notices) say(notice);
    await endLeftovers(dataDir);
    const ready = await bringUp({ env: process.env, config, plan, dataDir, supervisor, say });
    process.stdout.write(`${ready}\n`);
  } catch (error) {
    // Stopped in the middle of starting, everything fails somehow, and that is no news.
    if (!supervisor.isStopping) {
      await supervisor.stop();
      throw error;
    }
  }
  await stopped;
  release();
}

/** Ctrl-C once: everything ends in order. Twice: at once. Either way nothing is left behind. */
function stopWhenAsked(supervisor: Supervisor): Promise<void> {
  return new Promise((resolve, reject) => {
    let askedAt = 0;
    const stop = () => {
      const again = Date.now() - askedAt;
      askedAt = Date.now();
      // A terminal, npm and tools like timeout(1) each hand the same wish on.
      if (again < 500) return;
      if (supervisor.isStopping) {
        say('stopping at once');
        process.exitCode = 130;
        supervisor.stopNow().catch(reject);
        return;
      }
      say('stopping');
      supervisor.stop().then(resolve, reject);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
    // The channel to the process that started this one: it closes when that is gone, however it went.
    if (process.connected) process.once('disconnect', stop);
  });
}

function say(line: string): void {
  process.stdout.write(`[start] ${line}\n`);
}

/** What a person can act on: the message of what they got wrong, the stack of what we did. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof LockHeld) {
    return `npm start is running already with this DATA_DIR (process ${error.pid}): stop it, or set another DATA_DIR, PORT and OPS_PORT.`;
  }
  return coerceError(error).message;
}

// Whoever read our output may be gone; that is no reason to leave the services behind.
process.stdout.on('error', () => undefined);

main().then(
  () => process.exit(),
  (error: unknown) => {
    process.stderr.write(`[start] ${explain(error)}\n`);
    process.exit(1);
  },
);
