import { readFileSync } from 'node:fs';
import { mkdir, open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Logger } from 'pino';

import type { SimulatorState } from './state.js';

/** Milliseconds in which unawaited changes gather, so that busy deliveries do not write the file without pause. */
const SOON = 50;

/**
 * Keeps the state in memory and, if a file is given, durably on disk. Callers change `state`, call `touch`, and await
 * `flush` before they answer a request that depends on the change: a kill after the answer then loses nothing.
 */
export class Store {
  state: SimulatorState;
  readonly #file: string | null;
  readonly #log: Logger;
  #changes = 0;
  #saved = 0;
  #writing: Promise<void> | null = null;
  #soon: NodeJS.Timeout | null = null;

  constructor(file: string | null, log: Logger, initial: () => SimulatorState) {
    this.#file = file;
    this.#log = log;
    this.state = (file && readState(file)) || initial();
  }

  /** Notes a change; it is saved soon even if nobody waits for it. */
  touch(): void {
    this.#changes += 1;
    if (!this.#file) return;
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      this.flush().catch((error: unknown) => {
        this.#log.error({ err: error }, 'state.save_failed');
      });
    }, SOON).unref();
  }

  /** Resolves once every change noted so far is on disk. Changes made meanwhile share the next write. */
  async flush(): Promise<void> {
    if (!this.#file) return;
    const wanted = this.#changes;
    while (this.#saved < wanted) {
      this.#writing ??= this.#write(this.#file).finally(() => {
        this.#writing = null;
      });
      await this.#writing;
    }
  }

  async #write(file: string): Promise<void> {
    const folder = dirname(file);
    await mkdir(folder, { recursive: true });
    const written = this.#changes;
    const temporary = `${file}.new`;
    await writeDurably(temporary, JSON.stringify(this.state));
    await rename(temporary, file);
    await syncFolder(folder);
    this.#saved = written;
  }
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A rename survives a power cut only once its folder is on disk too. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function readState(file: string): SimulatorState | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const state = JSON.parse(text) as SimulatorState;
  if (state.version !== 1) throw new Error(`${file} was written by another version of the simulator`);
  return state;
}
