import type pg from 'pg';

import type { Database } from '../../clients/postgres.js';
import type { RateHeaders } from '../../revenuecat/rest.js';
import { answered, type Budget, decide, type Pace, paceOf, type Turn } from './turns.js';

/** Rate limiting domains (REST v2, "Rate Limit"), with what is safe to assume before the first answer's headers. */
const ASSUMED_PER_MINUTE = { project_configuration: 60, charts_metrics: 5 } as const;
export type RateDomain = keyof typeof ASSUMED_PER_MINUTE;

/** Times come as whole milliseconds, so that what is written is what was read. */
const READ = `
  SELECT per_minute AS "perMinute", others, waiting,
    coalesce(ARRAY(SELECT extract(epoch FROM time) * 1000 FROM unnest(sent) AS time)::float8[], '{}') AS sent,
    coalesce(extract(epoch FROM others_until) * 1000, 0)::float8 AS "othersUntil",
    coalesce(extract(epoch FROM blocked_until) * 1000, 0)::float8 AS "blockedUntil",
    floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now
  FROM rate_budgets WHERE key = $1 AND domain = $2 FOR UPDATE`;

/** Granted at a time by Postgres' clock, which the answer is to name; or for how many milliseconds nothing must be sent. */
export type Take =
  { readonly kind: 'granted'; readonly at: number } | { readonly kind: 'wait'; readonly wait: number };

/**
 * Shares one RevenueCat developer's limit among all of their accounts, across workers: sends are granted under the lock
 * of one row, by Postgres' clock, so that no minute ever holds more of our sends than the last headers allowed.
 */
export class RateBudget {
  readonly #pool: Database['pool'];
  readonly #pace: Pace;

  /** @param minute that limits are counted in, in milliseconds. */
  constructor(database: Database, minute?: number) {
    this.#pool = database.pool;
    this.#pace = paceOf(minute);
  }

  /** Asks for one send. Each one that is granted is to be {@link answered}, whatever came of it. */
  async take(key: string, domain: RateDomain, turn: Turn): Promise<Take> {
    return this.#locked(key, domain, async (client, budget, now) => {
      const { wait, sent, waiting } = decide(budget, turn, now, this.#pace);
      await client.query(
        `UPDATE rate_budgets SET waiting = $4,
           sent = ARRAY(SELECT to_timestamp(time / 1000) FROM unnest($3::float8[]) AS time)
         WHERE key = $1 AND domain = $2`,
        [key, domain, sent, JSON.stringify(waiting)],
      );
      return wait === null ? { kind: 'granted', at: now } : { kind: 'wait', wait };
    });
  }

  /**
   * Keeps what an answer said about the limit. RevenueCat's count of the last minute beyond our own is somebody else's, for
   * example the owner's own scripts.
   *
   * @param at when the send was granted.
   * @param rate undefined if nothing came that says so.
   * @param waitMs after a 429, how long nothing may be sent.
   */
  async answered(
    key: string,
    domain: RateDomain,
    at: number,
    rate: RateHeaders | undefined,
    waitMs: number | null,
  ): Promise<void> {
    const { window } = this.#pace;
    await this.#locked(key, domain, async (client, { sent, others, othersUntil }, now) => {
      const ours = sent.filter((time) => time > at - window).length;
      const theirs = rate === undefined ? others : Math.max(0, rate.usage - ours);
      const believed = rate === undefined ? othersUntil : now + window;
      await client.query(
        `UPDATE rate_budgets SET per_minute = coalesce($3::int, per_minute), others = $4,
           others_until = to_timestamp($5::float8 / 1000),
           blocked_until = greatest(blocked_until, clock_timestamp() + $6::float8 * interval '1 millisecond'),
           sent = ARRAY(SELECT to_timestamp(time / 1000) FROM unnest($7::float8[]) AS time)
         WHERE key = $1 AND domain = $2`,
        [key, domain, rate?.limit ?? null, theirs, believed, waitMs, answered(sent, at, now)],
      );
    });
  }

  async #locked<T>(
    key: string,
    domain: RateDomain,
    work: (client: pg.PoolClient, budget: Budget, now: number) => Promise<T>,
  ): Promise<T> {
    const client = await this.#pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(
        `INSERT INTO rate_budgets (key, domain, per_minute, sent) VALUES ($1, $2, $3, '{}') ON CONFLICT DO NOTHING`,
        [key, domain, ASSUMED_PER_MINUTE[domain]],
      );
      const { rows } = await client.query<Budget & { now: number }>(READ, [key, domain]);
      const row = rows[0];
      if (row === undefined) throw new Error('The rate budget vanished.');
      const result = await work(client, row, row.now);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }
}
