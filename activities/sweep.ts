import { WorkflowNotFoundError } from '@temporalio/client';

import { coerceError } from '../clients/log.js';
import { accountWorkflowId } from '../workflows/ids.js';
import { type EventsArrived, eventsArrivedSignal } from '../workflows/messages.js';
import type { SweepActivities } from '../workflows/sweep.js';
import type { WorkerDeps } from './deps.js';
import { inParallel } from './in-parallel.js';

/** Events that wait longer than this, since they came and since the last signal, have lost theirs. */
const PATIENCE_SECONDS = 10;
const MOST_ACCOUNTS = 1_000;

interface Waiting {
  account_id: string;
  count: number;
  oldest: Date;
  newest: Date;
}

/** Milliseconds: an account that cannot be told must not keep those behind it from hearing. */
const TOLD_WITHIN = 5_000;

export function createSweepActivities({ database, temporal, log }: WorkerDeps): SweepActivities {
  /** @returns why it could not be told; null also where there is nobody to tell, which the reconciler puts right. */
  async function tell({ account_id, count, oldest, newest }: Waiting): Promise<Error | null> {
    const arrived: EventsArrived = {
      count,
      oldest: oldest.toISOString(),
      newest: newest.toISOString(),
      samples: [],
    };
    const handle = temporal.workflow.getHandle(accountWorkflowId(account_id));
    try {
      const deadline = Date.now() + TOLD_WITHIN;
      await temporal.withDeadline(deadline, () => handle.signal(eventsArrivedSignal, arrived));
      return null;
    } catch (error) {
      const failure = error instanceof WorkflowNotFoundError ? null : coerceError(error);
      log.warn({ account_id, waiting: count, err: failure ?? undefined }, 'inbox.account_not_told');
      return failure;
    }
  }

  return {
    async signalWaitingAccounts() {
      const waiting = await database.prisma.$queryRaw<Waiting[]>`
        WITH waiting AS (
          SELECT inbox.project_id, inbox.account_id, count(*)::int AS count,
            min(received_at) AS oldest, max(received_at) AS newest
          FROM event_inbox inbox
          JOIN revenuecat_accounts account ON account.project_id = inbox.project_id AND account.id = inbox.account_id
          LEFT JOIN account_signals last ON last.project_id = inbox.project_id AND last.account_id = inbox.account_id
          GROUP BY inbox.project_id, inbox.account_id, signal_gap_seconds, signalled_at
          HAVING greatest(min(received_at), signalled_at)
            < now() - greatest(${PATIENCE_SECONDS}, signal_gap_seconds) * interval '1 second'
          ORDER BY min(received_at) LIMIT ${MOST_ACCOUNTS}
        ), noted AS (
          INSERT INTO account_signals AS last (project_id, account_id, signalled_at)
          SELECT project_id, account_id, now() FROM waiting ORDER BY 1, 2
          ON CONFLICT (project_id, account_id) DO UPDATE SET signalled_at = excluded.signalled_at
        )
        SELECT account_id, count, oldest, newest FROM waiting`;
      const failures = (await inParallel(waiting, tell)).filter((failure) => failure !== null);
      const [first] = failures;
      if (first !== undefined) throw first;
      return waiting.length;
    },
  };
}
