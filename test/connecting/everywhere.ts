import type { Database } from '../../clients/postgres.js';

/** @returns the tables in which a text stands, in the clear, in any column. */
export async function everywhereInPostgres({ pool }: Database, text: string): Promise<string[]> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rowCount } = await pool.query(
      `select 1 from "${name}" as "row" where position($1 in "row"::text) > 0 limit 1`,
      [text],
    );
    if (rowCount === 1) found.push(name);
  }
  return found;
}
