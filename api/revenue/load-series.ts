import type { Day } from './days.js';
import { type MetricName, metricOf, storedAs } from './metrics.js';
import type { StoredPoint } from './points.js';
import { READ_BY_PRODUCT } from './read-by-product.js';
import type { Scope } from './scope.js';
import type { Reader } from './snapshot.js';

/** The stored points of one metric of one account within a range, and the time its history spans. */
export interface StoredSeries {
  readonly accountId: string;
  readonly begins: Day | null;
  readonly ends: Day | null;
  /** Oldest first. */
  readonly points: readonly StoredPoint[];
  readonly otherCurrency: string | null;
}

export interface SeriesRange {
  readonly metric: MetricName;
  /** Both days included. */
  readonly from: Day;
  readonly to: Day;
  /** '' for the total. */
  readonly productId: string;
}

/** `begins` and `ends` are ends of one index range; the newest restatement stands for all of a point. */
const QUERY = `
  select account.id as "accountId", span.begins::text, span.ends::text, coalesce(stored.points, '[]') as points,
         other.currency as "otherCurrency"
    from unnest($2::text[]) as account (id)
   cross join lateral (
     select min(period) as begins, max(period) as ends
       from metric_points
      where project_id = $1 and account_id = account.id and metric = $3 and product_id = $4
        and resolution = $5 and currency = $6 and period <= $9
   ) as span
   cross join lateral (
     select json_agg(json_build_array(point.period, point.value::text, point.complete, point.parts,
                                      restated.value::text, restated.until) order by point.period) as points
       from metric_points point
       left join (
         select distinct on (period) period, value, until
           from metric_restatements
          where project_id = $1 and account_id = account.id and metric = $3 and product_id = $4
            and resolution = $5 and currency = $6 and period between $7 and $8
          order by period, until desc
       ) as restated on restated.period = point.period
      where point.project_id = $1 and point.account_id = account.id and point.metric = $3
        and point.product_id = $4 and point.resolution = $5 and point.currency = $6
        and point.period between $7 and least($8::date, $9::date)
   ) as stored
    left join lateral (
     select metric_points.currency
       from metric_points
      where project_id = $1 and account_id = account.id and metric = $3 and product_id = $4
        and resolution = $5 and metric_points.currency <> $6
      limit 1
   ) as other on span.begins is null`;

const PRODUCT_DAYS = `
  select account.id as "accountId", read.as_of::text as day
    from unnest($2::text[]) as account (id)
   cross join (values ($3, $4)) as metric (name, currency)
   cross join lateral (${READ_BY_PRODUCT}) as read`;

/** Reads one metric of all accounts in one round trip, at most up to the scope's today. */
export async function loadSeries(reader: Reader, scope: Scope, range: SeriesRange): Promise<StoredSeries[]> {
  const { resolution, unit } = metricOf(range.metric);
  const { rows } = await reader.query<StoredSeries>(QUERY, [
    scope.projectId,
    scope.accounts.map(({ id }) => id),
    storedAs(range.metric),
    range.productId,
    resolution,
    unit === 'money' ? scope.currency : '',
    range.from,
    range.to,
    scope.today,
  ]);
  return rows;
}

/** Until which day the products of each account are known; no entry where no run has read them. */
export async function loadProductDays(
  reader: Reader,
  scope: Scope,
  metric: MetricName,
): Promise<ReadonlyMap<string, Day>> {
  const { rows } = await reader.query<{ accountId: string; day: Day }>(PRODUCT_DAYS, [
    scope.projectId,
    scope.accounts.map(({ id }) => id),
    storedAs(metric),
    metricOf(metric).unit === 'money' ? scope.currency : '',
  ]);
  return new Map(rows.map(({ accountId, day }) => [accountId, day]));
}
