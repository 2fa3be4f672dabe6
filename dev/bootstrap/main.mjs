import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { buildPages, bundleWorkflows, compile, generateClient } from './build.mjs';
import { runStart, runTests } from './commands.mjs';
import { withLock } from './lock.mjs';
import { installPackages } from './packages.mjs';
import { cache, root } from './paths.mjs';
import { lookAround, missing } from './prerequisites.mjs';
import { buildPrograms, linkPrograms } from './programs.mjs';
import { endSteps, say, StepFailed } from './run.mjs';

const COMMANDS = { start: runStart, test: runTests };

/**
 * Makes the clone ready, then runs the command. Does only what is still to be done: a second time takes a moment.
 *
 * @param {string} name `start` or `test`.
 * @param {string[]} args what stood behind it; goes to mocha.
 */
export async function main(name, args) {
  const command = COMMANDS[name];
  if (command === undefined) return fail('Usage: npm start, or npm test [-- options for mocha]');
  stopWithNpm();
  const stopPreparing = onSignalWhilePreparing();
  try {
    await prepare();
    stopPreparing();
    process.exitCode = await command(args);
  } catch (error) {
    endSteps();
    if (!(error instanceof StepFailed)) throw error;
    fail(error.message);
    // Another step may still be waiting for a lock.
    process.exit();
  }
}

async function prepare() {
  const problems = missing(lookAround());
  if (problems.length > 0) {
    throw new StepFailed(`Something is missing:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
  await Promise.all([prepareClone(), buildPrograms()]);
  linkPrograms();
}

/** `npm start` and `npm test` in one clone: whoever comes second waits, and finds everything done. */
async function prepareClone() {
  const key = createHash('sha256').update(root).digest('hex').slice(0, 16);
  // Not inside the clone: `npm ci` clears node_modules, and with it a lock that lay there.
  const lock = join(cache, 'clones', key);
  try {
    mkdirSync(lock, { recursive: true });
  } catch (error) {
    throw new StepFailed(
      `${cache} cannot be written (${error.code}): set XDG_CACHE_HOME to a folder that can.`,
    );
  }
  const onWait = (pid) => say(`waiting for process ${pid}, which is preparing this clone`);
  await withLock(lock, onWait, async () => {
    await installPackages();
    await generateClient();
    await Promise.all([compile().then(bundleWorkflows), buildPages()]);
  });
}

function onSignalWhilePreparing() {
  const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  const handlers = Object.entries(signals).map(([signal, code]) => {
    const handler = () => {
      endSteps();
      process.exit(code);
    };
    process.on(signal, handler);
    return [signal, handler];
  });
  return () => handlers.forEach(([signal, handler]) => process.off(signal, handler));
}

/**
 * npm hands SIGTERM to the shell between it and us, and that may die of it without a word; a killed npm says nothing
 * either. So whoever npm started looks whether its parent is still there, and takes its end for the wish to stop.
 */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  timer.unref();
}

function fail(message) {
  console.error(`[setup] ${message}`);
  process.exitCode = 1;
}
