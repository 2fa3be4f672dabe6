import type { Database } from '../../clients/postgres.js';
import { timed } from '../statistics.js';
import type { BenchAccount, FinishedRun, Request } from './account.js';

/** What one run asked RevenueCat for, and what publishing it took. */
export interface RunFigures {
  readonly name: string;
  readonly charts: number;
  readonly options: number;
  readonly lists: number;
  /** The very same question asked twice. */
  readonly duplicates: number;
  readonly rows: number;
  /** Milliseconds, from the start of the activity to its end. */
  readonly published: number;
}

/** The run's calls, sorted, and its rows: new ones, or those it read again and compared. */
export async function figuresOf(
  name: string,
  account: BenchAccount,
  run: FinishedRun,
  { pool }: Database,
): Promise<RunFigures> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int FROM metric_points WHERE account_id = $1
       AND period >= CASE resolution WHEN 'month' THEN date_trunc('month', $2::date) ELSE $2::date END`,
    [account.id, run.from],
  );
  const charts = run.requests.filter(({ domain }) => domain === 'charts_metrics');
  const options = charts.filter(({ path }) => path.endsWith('/options')).length;
  return {
    name,
    charts: charts.length - options,
    options,
    lists: run.requests.length - charts.length,
    duplicates: duplicatesIn(run.requests),
    rows: rows[0]?.count ?? 0,
    published: await publishingTime(account),
  };
}

function duplicatesIn(requests: readonly Request[]): number {
  return requests.length - new Set(requests.map(({ path, query }) => `${path}?${query}`)).size;
}

/** Of the newest run, as Temporal's history has it. */
async function publishingTime({ handle }: BenchAccount): Promise<number> {
  const { events } = await handle.fetchHistory();
  let scheduled: string | undefined;
  let began = 0;
  let took = Number.NaN;
  for (const event of events ?? []) {
    const { activityTaskScheduledEventAttributes: planned, activityTaskStartedEventAttributes: begun } =
      event;
    const ended = event.activityTaskCompletedEventAttributes;
    if (planned?.activityType?.name === 'publishSync') scheduled = event.eventId?.toString();
    if (begun && begun.scheduledEventId?.toString() === scheduled) began = timeOf(event);
    if (ended && ended.scheduledEventId?.toString() === scheduled) took = timeOf(event) - began;
  }
  return took;
}

function timeOf({ eventTime }: { eventTime?: { seconds?: unknown; nanos?: number | null } | null }): number {
  return Number(eventTime?.seconds) * 1_000 + (eventTime?.nanos ?? 0) / 1e6;
}

const COLUMNS = [
  'project_id text',
  'account_id text',
  'metric text',
  'product_id text',
  'resolution text',
  'period date',
  'currency text',
  'value numeric',
  'complete boolean',
  'parts jsonb',
  'chart text',
  'chart_version text',
  'selectors jsonb',
  'computed_at timestamptz',
  'fetched_at timestamptz',
].map((column) => column.split(' ') as [name: string, type: string]);

/** The same rows by one bare INSERT into a table with the same primary key, nothing looked up or compared; milliseconds. */
export async function bareInsert(
  { pool }: Database,
  accountId: string,
): Promise<{ rows: number; took: number }> {
  const names = COLUMNS.map(([name]) => name).join(', ');
  const { rows } = await pool.query<Record<string, string>>(
    `SELECT ${COLUMNS.map(([name]) => `${name}::text`).join(', ')} FROM metric_points WHERE account_id = $1`,
    [accountId],
  );
  await pool.query('CREATE TABLE bare_points (LIKE metric_points INCLUDING DEFAULTS INCLUDING INDEXES)');
  const arrays = COLUMNS.map(([, type], index) => `$${index + 1}::text[]::${type}[]`).join(', ');
  const values = COLUMNS.map(([name]) => rows.map((row) => row[name]));
  const { took } = await timed(() =>
    pool.query(`INSERT INTO bare_points (${names}) SELECT * FROM unnest(${arrays})`, values),
  );
  await pool.query('DROP TABLE bare_points');
  return { rows: rows.length, took };
}
