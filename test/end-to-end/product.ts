import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { findFreePorts } from '../../dev/services/ports.js';
import { eventually } from '../support/eventually.js';

/** The whole product as `npm start` runs it, with data of its own. */
export interface Product {
  readonly url: string;
  readonly simulatorUrl: string;
  readonly dataDir: string;
  /** Everything it printed. */
  output(): string;
  /** SIGKILL to every process at once, as a power cut would. */
  killEverything(): Promise<void>;
  /** What Ctrl-C does. */
  stop(): Promise<void>;
}

/** @param dataDir kept between starts. @param settings added to the environment. */
export async function startProduct(dataDir: string, settings: Record<string, string>): Promise<Product> {
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/dev/start.js'], {
    // A process group of its own: what Ctrl-C reaches, and what a power cut ends.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DATA_DIR: dataDir, ...settings },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = await eventually(
    () => {
      if (child.exitCode !== null) throw new Error(`npm start ended:\n${output}`);
      const [, ready] = /is ready: (\S+)/.exec(output) ?? [];
      if (ready === undefined) throw new Error(`not ready yet:\n${output}`);
      return ready;
    },
    { within: '90s', every: '100ms' },
  );
  const ports = JSON.parse(readFileSync(`${dataDir}/ports.json`, 'utf8')) as { simulator: number };
  return {
    url,
    simulatorUrl: `http://127.0.0.1:${ports.simulator}`,
    dataDir,
    output: () => output,
    async killEverything() {
      const pids = descendants(child);
      for (const pid of pids) tryKill(pid);
      // A killed process keeps its id until it is reaped, and Postgres takes the id in its lock file for a living one.
      await eventually(() => pids.every((pid) => !existsSync(`/proc/${pid}`)), { within: '20s' });
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}

/** Free ports for a product that shall not move when it is started again. */
export async function fixedPorts(): Promise<Record<string, string>> {
  const [port, opsPort] = await findFreePorts(2);
  return { PORT: String(port), OPS_PORT: String(opsPort) };
}

/** The process, its children and theirs, parents first, so that no supervisor can start one anew. */
function descendants(child: ChildProcess): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // Ended while we looked.
    }
  }
  const found = [child.pid ?? -1];
  for (const pid of found) {
    found.push(...[...parents].filter(([, parent]) => parent === pid).map(([its]) => its));
  }
  return found;
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
