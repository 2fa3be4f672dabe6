import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export interface ChildOptions {
  /** Compiled file, relative to this one. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Takes what it prints. */
  readonly logFile: string;
  /** Where V8's CPU profile goes at its end; none if null. */
  readonly profileFolder: string | null;
}

/** A Node process of the benchmark, so that its CPU time can be told apart; it ends with this one. */
export class Child {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #logFile: string;

  private constructor({ script, args = [], env = {}, logFile, profileFolder }: ChildOptions) {
    const profile = profileFolder === null ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
    this.#logFile = logFile;
    const log = openSync(logFile, 'a');
    this.#child = fork(here(script), args, {
      execArgv: [...profile, '--import', here('../../dev/child-preload.js')],
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
      // Into the file itself: what passed through here would cost this process time.
      stdio: ['ignore', log, log, 'ipc'],
      serialization: 'advanced',
    });
    closeSync(log);
    this.#ended = new Promise((resolve) => this.#child.once('exit', () => resolve()));
  }

  /** Starts it and waits for its first message. @returns the child and that message. */
  static async start<Ready>(options: ChildOptions): Promise<[Child, Ready]> {
    const child = new Child(options);
    return [child, await child.#next<Ready>()];
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Sends a message and waits for the answer; one at a time. */
  ask<Answer>(message: object): Promise<Answer> {
    const answer = this.#next<Answer>();
    // If it has ended, the answer says so.
    this.#child.send(message, () => undefined);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 15_000);
    await this.#ended;
    clearTimeout(timer);
  }

  #next<Message>(): Promise<Message> {
    return Promise.race([
      new Promise<Message>((resolve) =>
        this.#child.once('message', (message) => resolve(message as Message)),
      ),
      this.#ended.then(() => {
        throw new Error(`A process of the benchmark ended; it says why in ${this.#logFile}.`);
      }),
    ]);
  }
}
