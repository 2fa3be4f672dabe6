import { webhookUrl } from '../../clients/public-urls.js';
import {
  Prisma,
  type PrismaClient,
  type revenuecat_accounts,
  type sync_runs,
} from '../../prisma/generated/client.js';
import { REFRESH_TOKEN_LIFE } from '../../revenuecat/oauth.js';
import { accountWorkflowId } from '../../workflows/ids.js';
import type { ApiDeps } from '../deps.js';
import type { Caller } from '../http/route.js';
import { healthMoment, type HealthSentence, healthSentences } from './health-sentence.js';
import { runView } from './run-view.js';
import type { AccountView, RunView } from './schema.js';
import { warningsOf } from './warnings.js';
import { type WebhookTraffic, webhookTraffic } from './webhook-traffic.js';

type ViewDeps = Pick<ApiDeps, 'config' | 'database'>;

/** Accounts as the API shows them, in the order of the rows: a few queries however many there are. */
export async function accountViews(
  deps: ViewDeps,
  rows: readonly revenuecat_accounts[],
  caller: Caller,
): Promise<AccountView[]> {
  if (rows.length === 0) return [];
  const [runs, traffic, sentences] = await Promise.all([
    newestFinishedRuns(deps.database.prisma, rows),
    webhookTraffic(deps.database.prisma, rows),
    healthSentences(deps.database.prisma, rows.map(healthMoment)),
  ]);
  const now = Date.now();
  return rows.map((row, index) => {
    const run = runs.get(keyOf(row.project_id, row.id));
    return accountView(deps, row, {
      lastSync: run === undefined ? null : runView(run),
      traffic: traffic[index] ?? NO_TRAFFIC,
      sentence: sentences[index] ?? { message: null, action: null },
      admin: caller.access === 'admin',
      now,
    });
  });
}

export async function accountViewOf(
  deps: ViewDeps,
  row: revenuecat_accounts,
  caller: Caller,
): Promise<AccountView> {
  const [view] = await accountViews(deps, [row], caller);
  if (view === undefined) throw new Error('One row makes one view.');
  return view;
}

const NO_TRAFFIC: WebhookTraffic = {
  waiting: 0,
  oldest: null,
  newest: null,
  events_last_hour: 0,
  refused_last_24h: 0,
};

interface Surroundings {
  readonly lastSync: RunView | null;
  readonly traffic: WebhookTraffic;
  readonly sentence: HealthSentence;
  readonly admin: boolean;
  readonly now: number;
}

function accountView(deps: ViewDeps, row: revenuecat_accounts, around: Surroundings): AccountView {
  const { TEMPORAL_UI_URL, TEMPORAL_NAMESPACE } = deps.config;
  const { oldest, newest, ...traffic } = around.traffic;
  return {
    id: row.id,
    revenuecat_project: { id: row.revenuecat_project_id, name: row.revenuecat_project_name },
    status: row.status as AccountView['status'],
    health: {
      status: row.health_status as 'healthy' | 'unhealthy',
      cause: row.health_cause as AccountView['health']['cause'],
      since: row.health_since.toISOString(),
      ...around.sentence,
    },
    warnings: warningsOf(row, around.lastSync, { now: around.now, interval: deps.config.SYNC_INTERVAL }),
    credential: credentialView(row),
    last_sync: around.lastSync,
    last_published_at: iso(row.last_published_at),
    next_sync_at: iso(row.next_sync_at),
    webhook: {
      url: webhookUrl(deps.config, row.id),
      registered: row.webhook_integration_id !== null,
      verified_at: iso(row.webhook_verified_at),
      last_event_at: iso(newest ?? row.webhook_last_event_at),
      ...traffic,
      lag_seconds: oldest === null ? 0 : Math.max(0, Math.round((around.now - oldest.getTime()) / 1000)),
    },
    paused_at: iso(row.paused_at),
    disconnected_at: iso(row.disconnected_at),
    ...(around.admin && TEMPORAL_UI_URL !== undefined
      ? {
          temporal_url: `${TEMPORAL_UI_URL}/namespaces/${TEMPORAL_NAMESPACE}/workflows/${accountWorkflowId(row.id)}`,
        }
      : {}),
  };
}

function credentialView(row: revenuecat_accounts): AccountView['credential'] {
  const estimate =
    row.credential_kind === 'oauth' && row.refreshed_at !== null
      ? new Date(row.refreshed_at.getTime() + REFRESH_TOKEN_LIFE)
      : null;
  return {
    kind: row.credential_kind as 'oauth' | 'api_key',
    version: row.credential_version,
    scopes: row.scopes,
    access_expires_at: iso(row.access_expires_at),
    refresh_expires_at_estimate: iso(estimate),
    refreshed_at: iso(row.refreshed_at),
  };
}

async function newestFinishedRuns(
  prisma: PrismaClient,
  rows: readonly revenuecat_accounts[],
): Promise<Map<string, sync_runs>> {
  const runs = await prisma.$queryRaw<sync_runs[]>`
    SELECT run.* FROM (VALUES ${idPairs(rows)}) AS wanted (project_id, account_id)
    CROSS JOIN LATERAL (
      SELECT * FROM sync_runs
      WHERE project_id = wanted.project_id AND account_id = wanted.account_id
        AND finished_at IS NOT NULL AND status <> 'skipped'
      ORDER BY started_at DESC LIMIT 1) AS run`;
  return new Map(runs.map((run) => [keyOf(run.project_id, run.account_id), run]));
}

function idPairs(rows: readonly revenuecat_accounts[]): Prisma.Sql {
  return Prisma.join(rows.map(({ project_id, id }) => Prisma.sql`(${project_id}, ${id})`));
}

/** No id holds a space. */
const keyOf = (projectId: string, accountId: string): string => `${projectId} ${accountId}`;
const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
