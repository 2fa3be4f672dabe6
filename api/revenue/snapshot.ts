import type pg from 'pg';

/** What reads: a pool, or one connection of it. */
export type Reader = Pick<pg.ClientBase, 'query'>;

/**
 * Reads all of an answer as of one moment: a publication that commits meanwhile is in none of it (PostgreSQL, "Repeatable
 * Read Isolation Level"). One connection, so one statement at a time.
 */
export async function inSnapshot<Answer>(
  pool: pg.Pool,
  read: (reader: Reader) => Promise<Answer>,
): Promise<Answer> {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query('begin isolation level repeatable read read only');
    try {
      return await read(client);
    } finally {
      // Nothing was written: there is no difference between the two ends.
      await client.query('rollback');
      broken = false;
    }
  } finally {
    client.release(broken);
  }
}
