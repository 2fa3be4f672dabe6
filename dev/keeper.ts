import { setTimeout as delay } from 'node:timers/promises';

import type { RunningService } from './services/service-process.js';

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** After this long a process counts as well again, and its next end as its first. */
const WELL_AFTER_MS = 60_000;

export interface KeeperOptions {
  /** As people call it: `api`. */
  readonly name: string;
  /** Starts the process; resolves when it is ready. The signal breaks that off. */
  readonly start: (signal: AbortSignal) => Promise<RunningService>;
  readonly say: (line: string) => void;
  readonly firstWaitMs?: number;
}

/** Keeps one process running: says when it ends, and starts it again, waiting longer each time. */
export class Keeper {
  readonly name: string;
  readonly #options: KeeperOptions;
  readonly #stopping = new AbortController();
  #current: RunningService | undefined;
  #work: Promise<void> | undefined;
  #waitMs: number;

  constructor(options: KeeperOptions) {
    this.name = options.name;
    this.#options = options;
    this.#waitMs = options.firstWaitMs ?? FIRST_WAIT_MS;
  }

  /**
   * Starts the process and keeps it from then on.
   *
   * @throws what went wrong the first time: then there is something to correct, and trying again would hide it.
   */
  async start(): Promise<void> {
    const first = this.#startOnce();
    this.#work = first.catch(() => undefined);
    await first;
    this.#work = this.#keep();
  }

  /** From now on an end is an end: nothing is said of it, and nothing started again. */
  letGo(): void {
    this.#stopping.abort();
  }

  /** Stops the process, also one that is only just starting. */
  async stop(): Promise<void> {
    this.letGo();
    await this.#current?.stop();
    await this.#work;
    await this.#current?.stop();
  }

  async #startOnce(): Promise<void> {
    this.#current = await this.#options.start(this.#stopping.signal);
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const began = Date.now();
      const how = await this.#current?.ended;
      if (signal.aborted) return;
      if (Date.now() - began > WELL_AFTER_MS) this.#waitMs = this.#options.firstWaitMs ?? FIRST_WAIT_MS;
      await this.#startAgain(`${how ?? 'ended'}`, signal);
    }
  }

  async #startAgain(how: string, signal: AbortSignal): Promise<void> {
    const { name, say } = this.#options;
    say(`${name} ${how}; starting it again in ${this.#waitMs / 1000} s`);
    await delay(this.#waitMs, undefined, { signal }).catch(() => undefined);
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
    if (signal.aborted) return;
    try {
      await this.#startOnce();
      say(`${name} is running again`);
    } catch (error) {
      await this.#startAgain(`did not start: ${(error as Error).message}`, signal);
    }
  }
}
