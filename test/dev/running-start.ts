import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { isRunning, type KnownProcess } from '../../dev/services/ending.js';
import { eventually } from '../support/eventually.js';

/** `npm start` after its preparations, with a data folder of its own and nothing set. */
export class RunningStart {
  readonly #child: ChildProcess;
  readonly #dataDir: string;
  output = '';

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
    const script = fileURLToPath(new URL('../../dev/start.js', import.meta.url));
    const { PATH, HOME } = process.env;
    this.#child = spawn(process.execPath, ['--enable-source-maps', script], {
      env: { PATH, HOME, DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** Waits for a line, and returns what its groups matched. */
  async says(line: RegExp): Promise<string[]> {
    const found = await eventually(
      () => {
        const match = line.exec(this.output);
        if (match === null) throw new Error(`${line} in:\n${this.output}`);
        return match;
      },
      { within: '50s' },
    );
    return found.slice(1);
  }

  /** Every process it has noted, with the servers. */
  processes(): KnownProcess[] {
    const run = join(this.#dataDir, 'run');
    const files = readdirSync(run).map((name) => join(run, name));
    const servers = ['postgres', 'temporal', 'vault'].map((name) =>
      join(this.#dataDir, name, 'process.json'),
    );
    return [...files, ...servers].map((file) => JSON.parse(readFileSync(file, 'utf8')) as KnownProcess);
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }
}

/** Those of them that are still there. */
export function stillRunning(processes: readonly KnownProcess[]): KnownProcess[] {
  return processes.filter(isRunning);
}
