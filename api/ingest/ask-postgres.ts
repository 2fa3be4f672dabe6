import pg from 'pg';

import { isDatabaseUnavailable } from '../../clients/postgres.js';

/** Longer than Postgres' own `statement_timeout`: reached only when the server or the network hangs. */
const HUNG_AFTER = 4_300;

/** A statement prepared once per connection, by its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/**
 * Runs one statement on a connection of the pool. A connection goes back only when Postgres itself has answered; after
 * anything else nobody knows what it is still busy with, so it is closed.
 */
export async function askPostgres<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  statement: Statement,
  values: unknown[],
): Promise<Row[]> {
  const client = await pool.connect();
  let known = false;
  try {
    const query: pg.QueryConfig & { query_timeout: number } = {
      ...statement,
      values,
      query_timeout: HUNG_AFTER,
    };
    const { rows } = await client.query<Row>(query);
    known = true;
    return rows;
  } catch (error) {
    known = error instanceof pg.DatabaseError;
    throw error;
  } finally {
    client.release(!known);
  }
}

/** Whether Postgres is away, hangs, or has no strength left: the same statement may work in a moment. */
export function isPostgresTrouble(thrown: unknown): boolean {
  if (isDatabaseUnavailable(thrown)) return true;
  return thrown instanceof Error && thrown.message === 'Query read timeout';
}
