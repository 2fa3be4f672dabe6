import type { Database } from '../../clients/postgres.js';
import { askPostgres } from './ask-postgres.js';

/**
 * Claims the next signal of an account, for all processes there are.
 *
 * @param gap milliseconds since the last one, at least; the account's row may ask for more.
 * @returns 0 where it was claimed, else for how many milliseconds nobody must signal; null where no event waits any more.
 */
export type ClaimSignal = (
  account: { readonly projectId: string; readonly accountId: string },
  gap: number,
) => Promise<number | null>;

/** Another process has claimed it at this very moment: the statement cannot see yet when. */
const LEAST_WAIT = 50;

/** By Postgres' clock. Events that another process' signal has brought through are none to signal for. */
const CLAIM_SIGNAL = {
  name: 'claim-signal',
  text: `
    with wanted as (
      select greatest(signal_gap_seconds * 1000, $3::float8) * interval '1 millisecond' as gap
      from revenuecat_accounts
      where project_id = $1 and id = $2
        and exists (select 1 from event_inbox where project_id = $1 and account_id = $2)
    ),
    claimed as (
      insert into account_signals as last (project_id, account_id, signalled_at)
      select $1, $2, clock_timestamp() from wanted
      on conflict (project_id, account_id) do update set signalled_at = excluded.signalled_at
        where last.signalled_at <= excluded.signalled_at - (select gap from wanted)
      returning 1
    )
    select exists (select 1 from claimed) as claimed,
      (extract(epoch from signalled_at + gap - clock_timestamp()) * 1000)::float8 as wait
    from wanted
    left join account_signals on project_id = $1 and account_id = $2`,
};

export function claimFrom({ pool }: Pick<Database, 'pool'>): ClaimSignal {
  return async ({ projectId, accountId }, gap) => {
    const values = [projectId, accountId, gap];
    const [row] = await askPostgres<{ claimed: boolean; wait: number | null }>(pool, CLAIM_SIGNAL, values);
    if (row === undefined) return null;
    return row.claimed ? 0 : Math.max(row.wait ?? 0, LEAST_WAIT);
  };
}
