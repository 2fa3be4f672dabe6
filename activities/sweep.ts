import { WorkflowNotFoundError } from '@temporalio/client';

import { accountWorkflowId } from '../workflows/ids.js';
import { type EventsArrived, eventsArrivedSignal } from '../workflows/messages.js';
import type { SweepActivities } from '../workflows/sweep.js';
import type { WorkerDeps } from './deps.js';

/** Events that wait longer than this have lost their signal. */
const PATIENCE_SECONDS = 10;
const MOST_ACCOUNTS = 1_000;

interface Waiting {
  account_id: string;
  count: number;
  oldest: Date;
  newest: Date;
}

export function createSweepActivities({ database, temporal, log }: WorkerDeps): SweepActivities {
  return {
    async signalWaitingAccounts() {
      const waiting = await database.prisma.$queryRaw<Waiting[]>`
        SELECT account_id, count(*)::int AS count, min(received_at) AS oldest, max(received_at) AS newest
        FROM event_inbox JOIN revenuecat_accounts account ON account.project_id = event_inbox.project_id AND account.id = account_id
        GROUP BY event_inbox.project_id, account_id, signal_gap_seconds
        HAVING min(received_at) < now() - greatest(${PATIENCE_SECONDS}, signal_gap_seconds) * interval '1 second'
        LIMIT ${MOST_ACCOUNTS}`;
      for (const { account_id, count, oldest, newest } of waiting) {
        const arrived: EventsArrived = {
          count,
          oldest: oldest.toISOString(),
          newest: newest.toISOString(),
          samples: [],
        };
        try {
          await temporal.workflow
            .getHandle(accountWorkflowId(account_id))
            .signal(eventsArrivedSignal, arrived);
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
          log.warn({ account_id, waiting: count }, 'inbox.account_not_running');
        }
      }
      return waiting.length;
    },
  };
}
