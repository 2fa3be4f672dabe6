import type { Database } from '../clients/postgres.js';
import type { RateHeaders } from '../revenuecat/rest.js';

/** Rate limiting domains (REST v2, "Rate Limit"), with what is safe to assume before the first answer's headers. */
const ASSUMED_PER_MINUTE = { project_configuration: 60, charts_metrics: 5 } as const;
export type RateDomain = keyof typeof ASSUMED_PER_MINUTE;

/** A minute, and what may lie between the grant of a send and its arrival at RevenueCat. */
const WINDOW = 64_000;

interface BudgetRow {
  per_minute: number;
  sent: Date[];
  blocked_until: Date | null;
  now: Date;
}

/**
 * Shares one RevenueCat developer's limit among all of their accounts, across workers: sends are granted under the lock
 * of one row, by Postgres' clock, so that no minute ever holds more of our sends than the last headers allowed.
 */
export class RateBudget {
  readonly #pool: Database['pool'];

  constructor(database: Database) {
    this.#pool = database.pool;
  }

  /** @returns null if one send is granted, else for how many milliseconds nothing must be sent. */
  async take(key: string, domain: RateDomain): Promise<number | null> {
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO rate_budgets (key, domain, per_minute, sent) VALUES ($1, $2, $3, '{}') ON CONFLICT DO NOTHING`,
        [key, domain, ASSUMED_PER_MINUTE[domain]],
      );
      const { rows } = await client.query<BudgetRow>(
        `SELECT per_minute, sent, blocked_until, clock_timestamp() AS now FROM rate_budgets
         WHERE key = $1 AND domain = $2 FOR UPDATE`,
        [key, domain],
      );
      const row = rows[0];
      if (row === undefined) throw new Error('The rate budget vanished.');
      const now = row.now.getTime();
      const sent = row.sent.map((time) => time.getTime()).filter((time) => time > now - WINDOW);
      const wait = waitOf(row, sent, now);
      if (wait === null) {
        await client.query(`UPDATE rate_budgets SET sent = $3 WHERE key = $1 AND domain = $2`, [
          key,
          domain,
          [...sent, now].map((time) => new Date(time)),
        ]);
      }
      await client.query('COMMIT');
      return wait;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  /** Keeps what an answer said about the limit. @param waitMs after a 429, how long nothing may be sent. */
  async learn(
    key: string,
    domain: RateDomain,
    rate: RateHeaders | undefined,
    waitMs: number | null,
  ): Promise<void> {
    if (rate === undefined && waitMs === null) return;
    await this.#pool.query(
      `UPDATE rate_budgets SET per_minute = coalesce($3::int, per_minute),
         blocked_until = greatest(blocked_until, clock_timestamp() + $4::float8 * interval '1 millisecond')
       WHERE key = $1 AND domain = $2 AND ($4::float8 IS NOT NULL OR per_minute IS DISTINCT FROM $3::int)`,
      [key, domain, rate?.limit ?? null, waitMs],
    );
  }
}

function waitOf(row: BudgetRow, sent: number[], now: number): number | null {
  const blocked = row.blocked_until?.getTime() ?? 0;
  if (blocked > now) return blocked - now;
  if (sent.length < row.per_minute) return null;
  // The send after which the window has room again.
  const oldest = [...sent].sort((a, b) => a - b)[sent.length - row.per_minute] ?? now;
  return oldest + WINDOW - now;
}
