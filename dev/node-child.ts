import { fileURLToPath } from 'node:url';

import { type LineLog, type RunningService, ServiceProcess } from './services/service-process.js';

export interface NodeChildOptions {
  /** As people call it: `api`. */
  readonly name: string;
  /** Compiled module, seen from `dist/`. */
  readonly module: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where to note which process it is. */
  readonly pidFile: string;
  readonly log: LineLog;
  /** Breaks the start off. */
  readonly signal: AbortSignal;
  /** How long it may take to finish what it is doing when it is asked to stop. */
  readonly stopWithinMs: number;
  /** Asked until it says yes; without it, the child says itself when it is ready. */
  readonly isReady?: () => Promise<boolean>;
}

const READY_WITHIN_MS = 60_000;

/** Starts one of our own processes; resolves when it is ready. */
export async function startNodeChild(options: NodeChildOptions): Promise<RunningService> {
  let saysReady = false;
  const child = await ServiceProcess.start({
    name: options.name,
    command: process.execPath,
    args: ['--enable-source-maps', '--import', here('./child-preload.js'), here(`../${options.module}`)],
    env: options.env,
    onMessage: (message) => (saysReady ||= isReadyMessage(message)),
    ending: { signal: 'SIGTERM', withinMs: options.stopWithinMs },
    pidFile: options.pidFile,
    log: options.log,
    signal: options.signal,
  });
  await child.ready(async () => (options.isReady ? options.isReady() : saysReady), READY_WITHIN_MS);
  return child;
}

function isReadyMessage(message: unknown): boolean {
  return (message as { ready?: unknown } | null)?.ready === true;
}

function here(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
