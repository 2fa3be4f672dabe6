import { Context } from '@temporalio/activity';

import { networkReason } from '../revenuecat/oauth.js';
import type { NotifyActivities } from '../workflows/notify.js';
import type { WorkerDeps } from './deps.js';

const HOUR = 60 * 60_000;
/** What nobody could be told for so long is no news any more. */
const NEWS = 24 * HOUR;
const MOST_AT_ONCE = 200;
const TIMEOUT = 5_000;

/** One edge of an account's health, as it is posted to `NOTIFICATIONS_URL`. May come twice: `id` tells. */
export interface HealthChange {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly status: 'healthy' | 'unhealthy';
  /** What it is ill of, or was. */
  readonly cause: string | null;
  readonly project: { readonly id: string; readonly name: string };
  readonly account: { readonly id: string; readonly revenuecat_project: string };
  readonly url: string;
  /** One line for people; chat services show this field of what they are posted. */
  readonly text: string;
}

/** Both edges of health, out to whoever `NOTIFICATIONS_URL` names: in order of time, each until it was taken. */
export function createNotifyActivities({
  config,
  database,
  log,
}: Pick<WorkerDeps, 'config' | 'database' | 'log'>): NotifyActivities {
  return {
    async postHealthChanges() {
      const { NOTIFICATIONS_URL: url } = config;
      if (url === undefined) return 0;
      const entries = await database.prisma.timeline_entries.findMany({
        where: {
          notified_at: null,
          kind: { in: ['healthy', 'unhealthy'] },
          at: { gt: new Date(Date.now() - NEWS) },
        },
        orderBy: { at: 'asc' },
        take: MOST_AT_ONCE,
        include: { account: { include: { project: true } } },
      });
      let posted = 0;
      for (const { project_id, account_id, id, at, kind, cause, account } of entries) {
        if (Context.current().cancellationSignal.aborted) break;
        const status = kind === 'healthy' ? 'healthy' : 'unhealthy';
        const name = account.revenuecat_project_name;
        const page = `${config.PUBLIC_URL}/projects/${project_id}/settings`;
        const what = status === 'healthy' ? 'is healthy again' : `needs attention (${cause})`;
        const change: HealthChange = {
          id: `${account_id}-${id}`,
          at: at.toISOString(),
          status,
          cause,
          project: { id: project_id, name: account.project.name },
          account: { id: account_id, revenuecat_project: name },
          url: page,
          text: `${name} (${account.project.name}) ${what}: ${page}`,
        };
        const refusal = await post(url, change);
        if (refusal !== null) {
          // In order: the next ones wait, too.
          log.warn(
            { project_id, account_id, reason: refusal, waiting: entries.length - posted },
            'notification.failed',
          );
          break;
        }
        await database.prisma.timeline_entries.update({
          where: { project_id_account_id_id: { project_id, account_id, id } },
          data: { notified_at: new Date() },
        });
        posted += 1;
      }
      return posted;
    },
  };
}

/** @returns why it was not taken. Never the address: those of chat services are secrets. */
async function post(url: string, change: HealthChange): Promise<string | null> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': change.id },
      body: JSON.stringify(change),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT),
    });
    await answer.body?.cancel();
    return answer.ok ? null : `status ${answer.status}`;
  } catch (error) {
    return networkReason(error);
  }
}
