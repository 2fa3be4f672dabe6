import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import { type Ending, endProcess } from './ending.js';
import { tellGuard } from './guard.js';
import { endLeftover, noteProcess, removeNote } from './pid-file.js';
import { processIdentity } from './process-identity.js';

/** Takes one line of what a service says. */
export type LineLog = (line: string) => void;

export interface ServiceCommand {
  /** As people call it: `Postgres`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** Takes what a Node process of ours sends; opens the channel, which closes when this process dies. */
  readonly onMessage?: (message: unknown) => void;
  readonly ending: Ending;
  /** For when somebody will not wait; SIGKILL if not given. */
  readonly hurriedSignal?: NodeJS.Signals;
  /** Where to note which process holds the data, for the start after one that was killed. */
  readonly pidFile: string;
  readonly log: LineLog;
  /** Ends a process that is not ready yet. */
  readonly signal?: AbortSignal | undefined;
}

export interface RunningService {
  readonly pid: number;
  /** Settles when the process has ended, for whatever reason; says how. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

const LINES_KEPT = 15;
const HURRY_MS = 3_000;

const running = new Set<ServiceProcess>();

/** Ends every service of this process without ceremony, also one that is only just starting. */
export async function endServicesNow(): Promise<void> {
  await Promise.all([...running].map((service) => service.stopNow()));
}

/** A server program as a child process in a process group of its own, so that Ctrl-C reaches it in our order only. */
export class ServiceProcess implements RunningService {
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #options: ServiceCommand;
  readonly #lastLines: string[] = [];
  #hasEnded = false;

  private constructor(options: ServiceCommand) {
    this.#options = options;
    this.#child = spawn(options.command, options.args, {
      stdio: ['ignore', 'pipe', 'pipe', ...(options.onMessage ? ['ipc' as const] : [])],
      detached: true,
      // A folder that every user may enter; ours may be closed to the one the service runs as.
      cwd: '/',
      ...(options.env && { env: options.env }),
      ...options.user,
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(`could not be started: ${error.message}`));
      this.#child.once('exit', (code, signal) => {
        const how = signal ? `ended by ${signal}` : `ended (${code})`;
        // Its last words are still in the pipe; a helper process of it may hold that open for longer than we wait.
        this.#child.once('close', () => resolve(how));
        setTimeout(() => resolve(how), 500).unref();
      });
    });
    running.add(this);
    void this.ended.then(() => this.#forget());
    if (options.onMessage) this.#child.on('message', options.onMessage);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#keep(line));
    }
  }

  /** Ends what an earlier, killed start left running on the same data, then starts the program. */
  static async start(options: ServiceCommand): Promise<ServiceProcess> {
    await endLeftover(options.pidFile);
    const service = new ServiceProcess(options);
    service.#remember();
    return service;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /**
   * Waits until the program answers.
   *
   * @param answers throws or resolves to false while it does not.
   * @throws when it ends first or the time is over, with the last it said.
   */
  async ready(answers: () => Promise<boolean>, withinMs: number): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (!this.#hasEnded) {
      if (await answers().catch(() => false)) return;
      if (this.#options.signal?.aborted === true) {
        await this.stop();
        throw this.#failure('was stopped while it was starting');
      }
      if (Date.now() > deadline) {
        await this.stop();
        throw this.#failure(`did not answer within ${withinMs / 1000} s`);
      }
      await delay(50);
    }
    throw this.#failure(await this.ended);
  }

  stop(): Promise<void> {
    return this.#end(this.#options.ending);
  }

  stopNow(): Promise<void> {
    return this.#end({ signal: this.#options.hurriedSignal ?? 'SIGKILL', withinMs: HURRY_MS });
  }

  async #end(ending: Ending): Promise<void> {
    const identity = this.pid === 0 ? null : processIdentity(this.pid);
    if (!this.#hasEnded && identity !== null) await endProcess({ pid: this.pid, identity }, ending);
    await this.ended;
  }

  #keep(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > LINES_KEPT) this.#lastLines.shift();
    this.#options.log(line);
  }

  #remember(): void {
    const identity = this.pid === 0 ? null : processIdentity(this.pid);
    if (identity === null) return;
    const watch = { pid: this.pid, identity };
    const { ending, pidFile } = this.#options;
    tellGuard({ watch, ending });
    noteProcess(pidFile, watch, ending);
  }

  #forget(): void {
    this.#hasEnded = true;
    running.delete(this);
    tellGuard({ forget: this.pid });
    removeNote(this.#options.pidFile);
  }

  #failure(what: string): Error {
    const said = this.#lastLines.map((line) => `  ${line}`).join('\n');
    return new Error(`${this.#options.name} ${what}${said ? `. It last said:\n${said}` : ''}`);
  }
}
