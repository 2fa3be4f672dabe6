import type { Pool } from 'pg';

import type { Logger } from '../../clients/log.js';
import { Tally } from './tally.js';

/** Why a delivery was not accepted; what owners see in `GET …/revenue-layer/refusals`. */
export type RefusalReason =
  | 'too-large'
  | 'too-slow'
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

const MINUTE = 60_000;

/**
 * Adds up, in the order of keys, since two processes that add to the same rows would otherwise wait in a circle. A count
 * without a project is for the owner of the account it names; naming one that does not exist, or is another project's,
 * counts for no account.
 */
const ADD_REFUSALS = {
  name: 'add-refusals',
  text: `
    insert into webhook_refusals (project_id, account_id, minute, reason, count)
    select coalesce(met.project_id, gate.project_id) as project_id, coalesce(gate.account_id, '') as account_id,
      minute, reason, sum(count)
    from jsonb_to_recordset($1::jsonb) as met (project_id text, account_id text, minute timestamptz, reason text, count int)
    left join account_gates gate
      on gate.account_id = met.account_id and gate.project_id = coalesce(met.project_id, gate.project_id)
    where coalesce(met.project_id, gate.project_id) is not null
    group by 1, 2, minute, reason
    order by 1, minute, reason, 2
    on conflict (project_id, minute, reason, account_id)
      do update set count = least(webhook_refusals.count::bigint + excluded.count, 2147483647)`,
};

/** Counts refusals by account, minute and reason. */
export class Refusals {
  readonly #tally;

  constructor(pool: Pool, log: Logger) {
    this.#tally = new Tally<Record<'project_id' | 'account_id' | 'minute' | 'reason', string | null>>(
      pool,
      log,
      {
        statement: ADD_REFUSALS,
        written: (row) => log.warn(row, 'webhook.refused'),
      },
    );
  }

  count({ projectId, namedAccount, reason }: Refusal): void {
    const minute = new Date(Math.floor(Date.now() / MINUTE) * MINUTE).toISOString();
    this.#tally.count({ project_id: projectId, account_id: namedAccount, minute, reason });
  }

  close(): Promise<void> {
    return this.#tally.close();
  }
}
