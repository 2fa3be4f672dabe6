import { Problem } from '../http/problem.js';
import { utcDay } from './days.js';
import { chooseAccounts, createScope, type LiveTotals, type Scope, type ScopeAccount } from './scope.js';
import type { Reader } from './snapshot.js';

/** One row per account, or a single one without account. */
interface Row {
  readonly currency: string;
  readonly id: string | null;
  readonly name: string;
  readonly status: string;
  readonly last_published_at: Date | null;
  readonly metrics_published_at: Readonly<Record<string, string>>;
  readonly disconnected_at: Date | null;
  readonly live: LiveTotals | null;
}

const QUERY = `
  select coalesce(layer.currency, project.currency) as currency,
         account.id, account.revenuecat_project_name as name, account.status,
         account.last_published_at, account.metrics_published_at, account.disconnected_at,
         case when live.day is not null then json_build_object(
           'revenue', live.revenue_usd::text, 'purchases', live.purchases, 'renewals', live.renewals,
           'refunds', live.refunds, 'cancellations', live.cancellations, 'expirations', live.expirations,
           'trials', live.trials) end as live
    from projects project
    left join revenue_layers layer on layer.project_id = project.id
    left join revenuecat_accounts account on account.project_id = project.id
    left join live_daily_totals live
           on live.project_id = account.project_id and live.account_id = account.id and live.day = $2
   where project.id = $1
   order by account.connected_at, account.id`;

export interface ScopeRequest {
  readonly projectId: string;
  /** Null for the default. */
  readonly accounts: readonly string[] | null;
  /** Whether disconnected accounts belong to the default, as they do where history is shown. */
  readonly withHistory: boolean;
  readonly now: Date;
}

/**
 * Reads which accounts a request means. A removed layer keeps its currency: history stays readable in it.
 *
 * @throws {Problem} `not-found` for a project that does not exist, or an account that is not in it.
 */
export async function loadScope(reader: Reader, request: ScopeRequest): Promise<Scope> {
  const { rows } = await reader.query<Row>(QUERY, [request.projectId, utcDay(request.now)]);
  const [first] = rows;
  if (first === undefined) throw new Problem('not-found');
  const accounts = rows.flatMap((row): ScopeAccount[] =>
    row.id === null
      ? []
      : [
          {
            id: row.id,
            name: row.name,
            status: row.status,
            lastPublishedAt: row.last_published_at,
            metricsPublishedAt: row.metrics_published_at,
            disconnectedAt: row.disconnected_at,
            live: row.live,
          },
        ],
  );
  const chosen = chooseAccounts(accounts, request.accounts, request.withHistory);
  return createScope(request.projectId, first.currency, chosen, request.now);
}
