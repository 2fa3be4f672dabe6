import type { Pool } from 'pg';

import type { Logger } from '../../clients/log.js';
import { Tally } from './tally.js';

/** In the order of keys, since two processes that add to the same rows would otherwise wait in a circle. */
const ADD_TOKEN_USES = {
  name: 'add-token-uses',
  text: `
    insert into previous_token_uses (project_id, account_id, token_hash, count, last_used_at)
    select project_id, account_id, decode(token_hash, 'hex'), sum(count), now()
    from jsonb_to_recordset($1::jsonb) as met (project_id text, account_id text, token_hash text, count int)
    group by 1, 2, 3
    order by 1, 3, 2
    on conflict (project_id, token_hash, account_id) do update
      set count = least(previous_token_uses.count::bigint + excluded.count, 2147483647),
        last_used_at = excluded.last_used_at`,
};

export interface TokenUse {
  readonly projectId: string;
  /** Null where no account was named and none was found. */
  readonly accountId: string | null;
  readonly tokenHash: Uint8Array;
}

/**
 * Counts deliveries that came with a token which a rotation has replaced: while there are any, ending the overlap would
 * turn them away.
 */
export class PreviousTokenUses {
  readonly #tally;

  constructor(pool: Pool, log: Logger) {
    const statement = ADD_TOKEN_USES;
    this.#tally = new Tally<Record<'project_id' | 'account_id' | 'token_hash', string>>(pool, log, {
      statement,
    });
  }

  count({ projectId, accountId, tokenHash }: TokenUse): void {
    const token_hash = Buffer.from(tokenHash).toString('hex');
    this.#tally.count({ project_id: projectId, account_id: accountId ?? '', token_hash });
  }

  close(): Promise<void> {
    return this.#tally.close();
  }
}
