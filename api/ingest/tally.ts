import type { Pool } from 'pg';

import type { Logger } from '../../clients/log.js';
import { askPostgres, type Statement } from './ask-postgres.js';

const FLUSH_EVERY = 3_000;
/** Distinct counts kept until the next flush. Strangers can name any account, so there has to be an end. */
const MOST_COUNTS = 2_000;

/** What is counted, as the statement reads it: the fields of a row of JSON, beside `count`. */
type Counted = Readonly<Record<string, string | null>>;

export interface TallyOptions<Row extends Counted> {
  /** Adds rows `{…, count}` to a table; `$1` is the list of them as JSON. */
  readonly statement: Statement;
  /** Of each row, once it is written. */
  readonly written?: (row: Row & { readonly count: number }) => void;
}

/**
 * Counts in memory and adds to a table every few seconds: what is counted never makes a statement, nor a row, of its own.
 * Counts of the last seconds before a crash are lost.
 */
export class Tally<Row extends Counted> {
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #options: TallyOptions<Row>;
  readonly #timer: NodeJS.Timeout;
  #counts = new Map<string, { readonly row: Row; count: number }>();

  constructor(pool: Pool, log: Logger, options: TallyOptions<Row>) {
    this.#pool = pool;
    this.#log = log;
    this.#options = options;
    this.#timer = setInterval(() => void this.flush(), FLUSH_EVERY).unref();
  }

  count(row: Row, times = 1): void {
    const key = JSON.stringify(row);
    const known = this.#counts.get(key);
    if (known !== undefined) known.count += times;
    else if (this.#counts.size < MOST_COUNTS) this.#counts.set(key, { row, count: times });
  }

  /** Writes what has come together; what cannot be written waits for the next time. */
  async flush(): Promise<void> {
    const counts = [...this.#counts.values()];
    if (counts.length === 0) return;
    this.#counts = new Map();
    const rows = counts.map(({ row, count }) => ({ ...row, count }));
    try {
      await askPostgres(this.#pool, this.#options.statement, [JSON.stringify(rows)]);
      for (const row of rows) this.#options.written?.(row);
    } catch (error) {
      this.#log.warn({ err: error, tally: this.#options.statement.name }, 'tally.not_written');
      for (const { row, count } of counts) this.count(row, count);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }
}
