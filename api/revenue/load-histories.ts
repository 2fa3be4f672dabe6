import type { Day } from './days.js';
import { metricOf, STORED_NAMES } from './metrics.js';
import type { Source, StoredPoint } from './points.js';
import type { Scope } from './scope.js';
import type { Reader } from './snapshot.js';

/** The newest points of one stored metric of one account. */
export interface History {
  readonly accountId: string;
  /** Name of the stored metric. */
  readonly metric: string;
  /** Oldest first; empty if there are none in the scope's currency. */
  readonly points: readonly StoredPoint[];
  /** How the newest point was read. */
  readonly source: Source | null;
  /** Set if there are points, but only in this other currency. */
  readonly otherCurrency: string | null;
}

/** The longest reach of a tile: 30 days, the 30 before, and 30 days by which a member may be behind. */
const REACH_DAYS = 92;
/** The youngest months of cohort charts are incomplete for as long as their time frame lasts. */
const REACH_MONTHS = 26;

/** All metrics of all accounts in one round trip: a scan of one index, backwards, for each. */
const QUERY = `
  select account.id as "accountId", metric.name as metric, coalesce(newest.points, '[]') as points,
         newest.source, other.currency as "otherCurrency"
    from unnest($2::text[]) as account (id)
   cross join unnest($3::text[], $4::text[], $5::text[], $6::int[]) as metric (name, resolution, currency, reach)
   cross join lateral (
     select json_agg(json_build_array(period, value::text, complete, parts, null, null, fetched_at, computed_at)
                     order by period) as points,
            (json_agg(json_build_object('chart_version', chart_version, 'selectors', selectors))
               filter (where place = 1)) -> 0 as source
       from (select *, row_number() over (order by period desc) as place
               from metric_points
              where project_id = $1 and account_id = account.id and metric_points.metric = metric.name
                and product_id = '' and metric_points.resolution = metric.resolution
                and metric_points.currency = metric.currency and period <= $7
              order by period desc
              limit metric.reach) as point
   ) as newest
    left join lateral (
     select metric_points.currency
       from metric_points
      where project_id = $1 and account_id = account.id and metric_points.metric = metric.name
        and product_id = '' and metric_points.resolution = metric.resolution
        and metric_points.currency <> metric.currency
      limit 1
   ) as other on newest.points is null`;

/** Reads what all tiles need, at most up to the scope's today: later periods would be guesses. */
export async function loadHistories(reader: Reader, scope: Scope): Promise<History[]> {
  const metrics = STORED_NAMES.map(metricOf);
  const { rows } = await reader.query<History>(QUERY, [
    scope.projectId,
    scope.accounts.map(({ id }) => id),
    STORED_NAMES,
    metrics.map(({ resolution }) => resolution),
    metrics.map(({ unit }) => (unit === 'money' ? scope.currency : '')),
    metrics.map(({ resolution }) => (resolution === 'day' ? REACH_DAYS : REACH_MONTHS)),
    scope.today satisfies Day,
  ]);
  return rows;
}
