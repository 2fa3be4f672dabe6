import { type ChildProcess, fork } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { eventually } from '../support/eventually.js';
import type { Command, Note, Orders } from './note.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The worker as it runs in production, a process of its own, with the trap loaded before it. */
export class WorkerProcess {
  /** Settles when it is dead; its last words, if it died in the trap. */
  readonly died: Promise<Note | null>;
  readonly #child: ChildProcess;
  #file: string | undefined;
  #isDead = false;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.died = new Promise((resolve) => {
      child.once('exit', () => {
        this.#isDead = true;
        resolve(this.#file === undefined ? null : noteFrom(this.#file));
      });
    });
  }

  /** Resolves when it polls. @param logFile takes what it says. */
  static async start(env: NodeJS.ProcessEnv, logFile: string): Promise<WorkerProcess> {
    const child = fork(here('../../activities/worker.js'), {
      // With the first, a process whose parent is killed ends as well.
      execArgv: [
        '--enable-source-maps',
        ...['--import', here('../../dev/child-preload.js')],
        ...['--import', here('./trap.js')],
      ],
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const log = createWriteStream(logFile, { flags: 'a' });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    child.once('exit', () => log.end());
    let isReady = false;
    child.on('message', (message) => (isReady ||= (message as { ready?: true }).ready === true));
    const worker = new WorkerProcess(child);
    await eventually(
      () => {
        if (worker.#isDead) throw new Error(`The worker ended; it says why in ${logFile}.`);
        return isReady;
      },
      { within: '90s' },
    );
    return worker;
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  arm(orders: Orders): void {
    this.#file = orders.file;
    this.#send({ arm: orders });
  }

  /** Ends it at the next passage of its point, however little is in flight. */
  relax(): void {
    this.#send({ relax: true });
  }

  /** Ends it wherever it is; it still writes down what is in flight. */
  end(): void {
    this.#send({ end: true });
  }

  async kill(): Promise<void> {
    if (!this.#isDead) this.#child.kill('SIGKILL');
    await this.died;
  }

  #send(command: Command): void {
    // It may have died a moment ago: then there is nobody to tell, and nothing to do.
    if (this.#child.connected) this.#child.send(command, () => undefined);
  }
}

function noteFrom(file: string): Note | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Note;
  } catch {
    return null;
  }
}
