import type { DataDir } from './data-dir.js';
import { Keeper } from './keeper.js';
import { openLogFile } from './log-file.js';
import { endServicesNow, type LineLog, type RunningService } from './services/service-process.js';
import { shortForm } from './short-form.js';

/** First those that take in work, last those that keep it. */
const STOP_ORDER = ['api', 'worker', 'simulator', 'Temporal', 'Vault', 'Postgres'] as const;
export type Part = (typeof STOP_ORDER)[number];

/** What each process is started with. */
export interface Watch {
  readonly log: LineLog;
  readonly signal: AbortSignal;
}

/** Somebody asked for the end while things were still starting. */
export class Stopping extends Error {
  override readonly name = 'Stopping';
}

/** All that `npm start` runs: kept running, logged to a file each, and stopped in order. */
export class Supervisor {
  readonly #keepers = new Map<Part, Keeper>();
  readonly #dataDir: DataDir;
  readonly #say: LineLog;
  #stopped: Promise<void> | undefined;

  constructor(dataDir: DataDir, say: LineLog) {
    this.#dataDir = dataDir;
    this.#say = say;
  }

  /**
   * Starts a part and keeps it running; resolves when it is ready.
   *
   * @param start gets where to log to, and the signal that breaks it off.
   */
  async keep<T extends RunningService>(part: Part, start: (process: Watch) => Promise<T>): Promise<T> {
    if (this.#stopped) throw new Stopping();
    const log = this.#logOf(part);
    let latest: T | undefined;
    const keeper = new Keeper({
      name: part,
      start: async (signal) => (latest = await start({ log, signal })),
      say: this.#say,
    });
    this.#keepers.set(part, keeper);
    await keeper.start();
    if (latest === undefined) throw new Error(`${part} did not start.`);
    return latest;
  }

  get isStopping(): boolean {
    return this.#stopped !== undefined;
  }

  /** Stops everything, part after part; a second call waits for the first. */
  stop(): Promise<void> {
    return (this.#stopped ??= this.#stopInOrder());
  }

  /** Ends everything at once, also while it is being stopped in order. */
  async stopNow(): Promise<void> {
    for (const keeper of this.#keepers.values()) keeper.letGo();
    await endServicesNow();
  }

  async #stopInOrder(): Promise<void> {
    for (const part of STOP_ORDER) await this.#keepers.get(part)?.stop();
  }

  /** Our own processes log JSON: warnings of theirs are shown. What the servers say is for the file alone. */
  #logOf(part: Part): LineLog {
    const isOurs = part === 'api' || part === 'worker' || part === 'simulator';
    const file = openLogFile(this.#dataDir.at('logs', `${part.toLowerCase()}.log`));
    return (line) => {
      file(line);
      const short = isOurs ? shortForm(line) : null;
      if (short !== null) this.#say(`[${part}] ${short}`);
    };
  }
}
