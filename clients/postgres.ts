import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';

import { PrismaClient } from '../prisma/generated/client.js';
import type { Logger } from './log.js';

/** What a pool may do in Postgres; the rights stand in the migrations. */
export type DatabaseRole = 'revenue_api' | 'revenue_worker' | 'revenue_ingest';

export interface Database {
  readonly prisma: PrismaClient;
  /** The same connections, for statements that Prisma has no words for. */
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** The login user itself if unset. */
  readonly role?: DatabaseRole;
  /** Most connections at once: pools are apart so that readers cannot starve ingestion. */
  readonly connections: number;
  /** Milliseconds after which Postgres itself ends a statement. */
  readonly statementTimeout: number;
  readonly log: Logger;
}

/**
 * Opens a pool lazily: nothing is dialled until the first statement, so a process starts while Postgres is away.
 *
 * @param url login user; each connection takes `role` (PostgreSQL, "SET ROLE"), so one login serves every pool.
 */
export function connectDatabase(url: string, options: DatabaseOptions): Database {
  const role = options.role === undefined ? '' : `-c role=${options.role} `;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections,
    connectionTimeoutMillis: 4_000,
    idleTimeoutMillis: 30_000,
    options: `${role}-c statement_timeout=${options.statementTimeout} -c timezone=UTC`,
    application_name: options.role ?? 'revenue-layer',
  });
  // An idle connection that Postgres closes raises this; without a listener it would end the process.
  pool.on('error', (error) => options.log.warn({ err: error }, 'postgres.connection_lost'));
  // So does one in use that breaks between two statements; whoever uses it learns of it from the next one.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: 'minimal' });
  return {
    prisma,
    pool,
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

const UNAVAILABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  '25006', // read_only_sql_transaction: what a failover leaves behind for a while
  '3D000', // invalid_catalog_name: a database that is being restored
  '55P03', // lock_not_available
  'P1001', // Prisma: cannot reach the server
  'P1002',
  'P1008',
  'P1017',
  'P2024', // Prisma: no connection free in time
  'P2028', // Prisma: a transaction could not begin, or was cut off, in time
  'P2034', // Prisma: given up for another transaction
  '40001', // serialization_failure
  '40P01', // deadlock_detected
]);

/** PostgreSQL, "Error Codes": no connection, a login that is being changed, out of resources, ended from outside, a broken disk. */
const UNAVAILABLE_CLASSES = /^(08|28|53|57|58)[0-9A-Z]{3}$/;

/** Whether an error says that Postgres is away or overloaded, rather than that the statement was wrong. */
export function isDatabaseUnavailable(thrown: unknown): boolean {
  return errorsOf(thrown).some(
    (error) =>
      codesOf(error).some((code) => UNAVAILABLE.has(code) || UNAVAILABLE_CLASSES.test(code)) ||
      /terminated|timeout exceeded when trying to connect|Can't reach database/i.test(error.message),
  );
}

/** PostgreSQL, "Error Codes": what the data holds cannot be stored, however often it is tried. */
const UNSTORABLE_CLASSES = /^(22|23|54)[0-9A-Z]{3}$/;

/** Whether an error says that it is the data that cannot be stored. */
export function isUnstorable(thrown: unknown): boolean {
  return errorsOf(thrown).some((error) => codesOf(error).some((code) => UNSTORABLE_CLASSES.test(code)));
}

/** An error and what caused it, not endlessly. */
function errorsOf(thrown: unknown): Error[] {
  const errors: Error[] = [];
  for (let error = thrown; error instanceof Error && errors.length < 5; error = error.cause)
    errors.push(error);
  return errors;
}

/** Its own code, and the one of Postgres that Prisma has put away under a general one of its own, such as P2039. */
function codesOf(error: Error): string[] {
  const { code, meta } = error as { code?: unknown; meta?: { driverAdapterError?: { cause?: unknown } } };
  const { originalCode } = (meta?.driverAdapterError?.cause ?? {}) as { originalCode?: unknown };
  return [code, originalCode].filter((found) => typeof found === 'string');
}
