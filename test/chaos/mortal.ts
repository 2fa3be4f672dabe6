import { setTimeout as delay } from 'node:timers/promises';

import { endProcess, isRunning, type KnownProcess } from '../../dev/services/ending.js';
import { readJsonFile } from '../../dev/services/secret-file.js';
import type { RunningService } from '../../dev/services/service-process.js';
import { eventually } from '../support/eventually.js';

/** Milliseconds since 1970. */
export interface Outage {
  readonly from: number;
  /** Null while it lasts. */
  until: number | null;
}

export interface MortalOptions<Service extends RunningService> {
  readonly name: string;
  /** Where the service notes which process it is. */
  readonly pidFile: string;
  /** Starts it, on the same address and with the same data each time; resolves when it is ready. */
  readonly start: (signal: AbortSignal) => Promise<Service>;
}

/** How long it may take to stand again, and how long to wait after a start that failed; milliseconds. */
const STANDS_WITHIN = 120_000;
const AGAIN_AFTER = 300;

/** A process that may be killed at any moment, also while it starts: a while later it stands again with its data. */
export class Mortal<Service extends RunningService = RunningService> {
  readonly name: string;
  readonly outages: Outage[] = [];
  /** Its deaths that nobody here asked for, in its own words. */
  readonly unasked: string[] = [];
  /** How long it stays away after its death, in milliseconds. */
  awayFor = 5_000;
  readonly #options: MortalOptions<Service>;
  readonly #stopping = new AbortController();
  #service: Service;
  #isKilled = false;
  #returned: Promise<void> = Promise.resolve();

  private constructor(options: MortalOptions<Service>, service: Service) {
    this.name = options.name;
    this.#options = options;
    this.#service = service;
    this.#watch();
  }

  static async start<S extends RunningService>(options: MortalOptions<S>): Promise<Mortal<S>> {
    const service = await options.start(new AbortController().signal);
    return new Mortal(options, service);
  }

  /** The one that runs, or ran last. */
  get service(): Service {
    return this.#service;
  }

  get isAway(): boolean {
    const last = this.outages.at(-1);
    return last !== undefined && last.until === null;
  }

  /** SIGKILL, as soon as there is a process; resolves when that is gone. @returns when it was sent, in milliseconds. */
  async kill(): Promise<number> {
    const victim = await eventually(() => this.#process() ?? false, { within: '150s' });
    this.#isKilled = true;
    const at = Date.now();
    await endProcess(victim, { signal: 'SIGKILL', withinMs: 10_000 });
    await eventually(() => this.isAway, { within: '10s' });
    return at;
  }

  /** Resolves when it stands. */
  async stands(): Promise<void> {
    await this.#returned;
  }

  /** Ends it for good. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#returned.catch(() => undefined);
    const left = this.#process();
    if (left !== null) await endProcess(left, { signal: 'SIGKILL', withinMs: 10_000 });
    await this.#service.ended;
  }

  #process(): KnownProcess | null {
    const noted = readJsonFile<KnownProcess>(this.#options.pidFile);
    return noted !== null && isRunning(noted) ? noted : null;
  }

  #watch(): void {
    void this.#service.ended.then((how) => {
      if (this.#stopping.signal.aborted) return;
      if (!this.#isKilled) this.unasked.push(`${this.name} ${how}`);
      this.#returned = this.#comeBack();
      // Whoever waits for it is told.
      this.#returned.catch(() => undefined);
    });
  }

  async #comeBack(): Promise<void> {
    const { signal } = this.#stopping;
    const outage: Outage = { from: Date.now(), until: null };
    this.outages.push(outage);
    await delay(this.awayFor, undefined, { signal });
    const deadline = Date.now() + STANDS_WITHIN;
    for (;;) {
      try {
        this.#service = await this.#options.start(signal);
        break;
      } catch (error) {
        // Killed again, or what it needs is away itself: as under any supervisor.
        if (signal.aborted || Date.now() > deadline) throw error;
        await delay(AGAIN_AFTER, undefined, { signal });
      }
    }
    this.#isKilled = false;
    outage.until = Date.now();
    this.#watch();
  }
}
