import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import pg from 'pg';

import { ensureCluster, POSTGRES_ENVIRONMENT } from './postgres-cluster.js';
import { databaseFolder } from './postgres-folder.js';
import { findPostgresPrograms } from './postgres-programs.js';
import { readJsonFile, writeSecretFile } from './secret-file.js';
import { type LineLog, type RunningService, ServiceProcess } from './service-process.js';

export interface PostgresOptions {
  /** Holds the cluster, its passwords and the note of the running process. */
  readonly dataDir: string;
  readonly port: number;
  readonly log: LineLog;
  /** Breaks the start off. */
  readonly signal?: AbortSignal;
  /** False for tests: a power cut may cost the data, everything is faster. */
  readonly durable?: boolean;
}

export interface Postgres extends RunningService {
  readonly port: number;
  /** Folder of the database files. */
  readonly cluster: string;
  /** Superuser, database `postgres`; for preparing databases. */
  readonly adminUrl: string;
  readonly passwords: PostgresPasswords;
}

/** Generated once, kept in a file that only we may read. */
export interface PostgresPasswords {
  readonly admin: string;
  readonly owner: string;
  readonly runtime: string;
}

/** Starts the Postgres of the npm packages on 127.0.0.1; makes its cluster first where there is none. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const programs = findPostgresPrograms();
  mkdirSync(options.dataDir, { recursive: true, mode: programs.user ? 0o711 : 0o700 });
  const passwords = keptPasswords(options.dataDir);
  const folder = databaseFolder(options.dataDir, programs.user);
  const cluster = await ensureCluster(folder, programs, passwords.admin);
  const server = await ServiceProcess.start({
    name: 'Postgres',
    command: programs.postgres,
    args: serverArguments(cluster, options),
    env: POSTGRES_ENVIRONMENT,
    user: programs.user,
    // "Fast shutdown": ends sessions, writes everything (PostgreSQL, "Shutting Down the Server").
    ending: { signal: 'SIGINT', withinMs: 20_000 },
    // "Immediate shutdown": no more writing; the next start recovers from the log.
    hurriedSignal: 'SIGQUIT',
    pidFile: join(options.dataDir, 'process.json'),
    log: options.log,
    signal: options.signal,
  });
  const adminUrl = postgresUrl('postgres', passwords.admin, options.port, 'postgres');
  await server.ready(() => acceptsConnections(adminUrl), 60_000);
  return {
    port: options.port,
    cluster,
    adminUrl,
    passwords,
    pid: server.pid,
    ended: server.ended,
    stop: () => server.stop(),
  };
}

/** The passwords are hexadecimal, so nothing in them needs escaping. */
export function postgresUrl(user: string, password: string, port: number, database: string): string {
  return `postgresql://${user}:${password}@127.0.0.1:${port}/${database}`;
}

function serverArguments(cluster: string, { port, durable = true }: PostgresOptions): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    // No socket file: it would have to lie in a folder that this user and ours can both enter.
    unix_socket_directories: '',
    max_connections: '200',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster, '-p', String(port), ...flags];
}

function keptPasswords(dataDir: string): PostgresPasswords {
  const file = join(dataDir, 'passwords.json');
  const kept = readJsonFile<PostgresPasswords>(file);
  if (kept !== null) return kept;
  if (existsSync(join(dataDir, 'database', 'cluster'))) {
    throw new Error(
      `${file} is missing, so the database beside it cannot be opened: restore it, or delete both.`,
    );
  }
  const make = () => randomBytes(24).toString('hex');
  const made = { admin: make(), owner: make(), runtime: make() };
  writeSecretFile(file, JSON.stringify(made));
  return made;
}

async function acceptsConnections(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } finally {
    await client.end();
  }
}
