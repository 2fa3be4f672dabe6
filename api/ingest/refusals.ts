import type { Pool } from 'pg';

import type { Logger } from '../../clients/log.js';
import { askPostgres } from './ask-postgres.js';

/** Why a delivery was not accepted; what owners see in `GET …/revenue-layer/refusals`. */
export type RefusalReason =
  | 'too-large'
  | 'wrong-media-type'
  | 'token-missing'
  | 'wrong-token'
  | 'wrong-signature'
  | 'not-json'
  | 'unknown-account'
  | 'no-account'
  | 'not-accepting'
  | 'signed-deliveries-only'
  | 'overloaded'
  | 'vault-unavailable'
  | 'database-unavailable'
  | 'internal-error';

export interface Refusal {
  readonly reason: RefusalReason;
  /** Null when the token was not good: then nobody is known, and the account's owner is asked for at the next flush. */
  readonly projectId: string | null;
  readonly namedAccount: string | null;
}

interface Count extends Refusal {
  readonly minute: string;
  count: number;
}

const FLUSH_EVERY = 3_000;
const MINUTE = 60_000;
/** Distinct counts kept until the next flush. Strangers can name any account, so there has to be an end. */
const MOST_COUNTS = 2_000;

/**
 * Adds up, in the order of keys, since two processes that add to the same rows would otherwise wait in a circle. A count
 * without a project is for the owner of the account it names; naming one that does not exist counts for nobody.
 */
const ADD_REFUSALS = {
  name: 'add-refusals',
  text: `
    insert into webhook_refusals (project_id, minute, reason, count)
    select coalesce(met.project_id, gate.project_id) as project_id, minute, reason, sum(count)
    from jsonb_to_recordset($1::jsonb) as met (project_id text, account_id text, minute timestamptz, reason text, count int)
    left join account_gates gate on met.project_id is null and gate.account_id = met.account_id
    where coalesce(met.project_id, gate.project_id) is not null
    group by 1, minute, reason
    order by 1, minute, reason
    on conflict (project_id, minute, reason)
      do update set count = least(webhook_refusals.count::bigint + excluded.count, 2147483647)`,
};

/**
 * Counts refusals by minute and reason in memory and adds them to the table every few seconds: a stranger's request never
 * makes a row, nor a statement, of its own. Counts of the last seconds before a crash are lost.
 */
export class Refusals {
  readonly #pool: Pool;
  readonly #log: Logger;
  readonly #timer: NodeJS.Timeout;
  #counts = new Map<string, Count>();

  constructor(pool: Pool, log: Logger) {
    this.#pool = pool;
    this.#log = log;
    this.#timer = setInterval(() => void this.flush(), FLUSH_EVERY).unref();
  }

  count(refusal: Refusal): void {
    const minute = new Date(Math.floor(Date.now() / MINUTE) * MINUTE).toISOString();
    const key = JSON.stringify([refusal.projectId, refusal.namedAccount, refusal.reason, minute]);
    const known = this.#counts.get(key);
    if (known !== undefined) known.count += 1;
    else if (this.#counts.size < MOST_COUNTS) this.#counts.set(key, { ...refusal, minute, count: 1 });
  }

  /** Writes what has come together; what cannot be written waits for the next time. */
  async flush(): Promise<void> {
    const counts = this.#counts;
    if (counts.size === 0) return;
    this.#counts = new Map();
    const rows = [...counts.values()].map(({ projectId, namedAccount, minute, reason, count }) => ({
      project_id: projectId,
      account_id: namedAccount,
      minute,
      reason,
      count,
    }));
    try {
      await askPostgres(this.#pool, ADD_REFUSALS, [JSON.stringify(rows)]);
      for (const row of rows) this.#log.warn(row, 'webhook.refused');
    } catch (error) {
      this.#log.warn({ err: error }, 'webhook.refusals_not_counted');
      for (const [key, count] of counts) this.#restore(key, count);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  #restore(key: string, count: Count): void {
    const known = this.#counts.get(key);
    if (known !== undefined) known.count += count.count;
    else if (this.#counts.size < MOST_COUNTS) this.#counts.set(key, count);
  }
}
