import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { temporalAnswers } from '../../setup/temporal.js';
import { SEARCH_ATTRIBUTE_KEYS } from '../../workflows/search-attributes.js';
import { isListening } from './ports.js';
import { findProgram } from './programs.js';
import { type LineLog, type RunningService, ServiceProcess } from './service-process.js';

export interface TemporalOptions {
  /** Holds the database file and the note of the running process. */
  readonly dataDir: string;
  readonly port: number;
  readonly namespace: string;
  /** No UI when not given. */
  readonly ui?: { readonly port: number; readonly codecEndpoint: string };
  readonly log: LineLog;
  /** Breaks the start off. */
  readonly signal?: AbortSignal;
}

export interface TemporalServer extends RunningService {
  readonly address: string;
}

/** Starts Temporal's dev server on 127.0.0.1 with a database file, so that workflows outlive it. */
export async function startTemporal(options: TemporalOptions): Promise<TemporalServer> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const address = `127.0.0.1:${options.port}`;
  const server = await ServiceProcess.start({
    name: 'Temporal',
    command: findProgram('temporal'),
    args: serverArguments(options),
    // None of our settings: TEMPORAL_ADDRESS and its like are for clients.
    env: { PATH: process.env.PATH, HOME: options.dataDir },
    ending: { signal: 'SIGTERM', withinMs: 10_000 },
    pidFile: join(options.dataDir, 'process.json'),
    log: options.log,
    signal: options.signal,
  });
  // A gRPC client that dials too early waits a second before it dials again.
  await server.ready(() => isListening(options.port), 60_000);
  await server.ready(() => temporalAnswers({ address, namespace: options.namespace }), 60_000);
  return { address, pid: server.pid, ended: server.ended, stop: () => server.stop() };
}

function serverArguments({ dataDir, port, namespace, ui }: TemporalOptions): string[] {
  const flags = [
    ['--db-filename', join(dataDir, 'temporal.db')],
    ['--ip', '127.0.0.1'],
    ['--port', String(port)],
    ['--namespace', namespace],
    // Registered at start: added to a running server, a worker would learn of them only a while later.
    ...SEARCH_ATTRIBUTE_KEYS.map(({ name }) => ['--search-attribute', `${name}=Keyword`]),
    // With its default journal every step of a workflow waits for the disk; this one survives a kill as well.
    ['--sqlite-pragma', 'journal_mode=wal'],
    ['--sqlite-pragma', 'synchronous=normal'],
    ['--log-level', 'warn'],
    ['--disable-config-file'],
    ['--disable-config-env'],
  ];
  const uiFlags = ui
    ? [['--ui-port', String(ui.port)], ['--ui-codec-endpoint', ui.codecEndpoint], ['--ui-disable-news-fetch']]
    : [['--headless']];
  return ['server', 'start-dev', ...[...flags, ...uiFlags].flat()];
}
