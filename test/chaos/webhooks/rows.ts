import type { Database } from '../../../clients/postgres.js';
import { type Entry, isAcknowledged, type Ledger, mayBeStored } from './ledger.js';

/** What is stored of one id. */
interface Row {
  readonly id: string;
  readonly project_id: string;
  readonly account_id: string | null;
  readonly type: string | null;
  /** Only of quarantine entries. */
  readonly reason: string | null;
  readonly processed: boolean;
}

/** Both tables side by side: an id that stands in both comes twice. */
const ROWS = `
  select event_id as id, project_id, account_id, type, null as reason, processed_at is not null as processed
  from revenue_events
  union all
  select id, project_id, account_id, null, reason, false from event_quarantine`;

/** Compares Postgres with the sender's book: every id answered 200 is there, once, where it belongs, and nothing else is. */
export async function wrongRows({ pool }: Database, ledger: Ledger): Promise<string[]> {
  const { rows } = await pool.query<Row>(ROWS);
  const stored = new Map<string, Row[]>();
  for (const row of rows) stored.set(row.id, [...(stored.get(row.id) ?? []), row]);
  const invented = rows.filter(({ id }) => !ledger.entries.has(id));
  return [
    ...invented.map(({ id, account_id: account }) => `${id} of ${account} was never sent`),
    ...[...ledger.entries.values()].flatMap((entry) => wrongRow(entry, stored.get(entry.id) ?? [])),
  ];
}

function wrongRow(entry: Entry, rows: readonly Row[]): string[] {
  const name = `${entry.kind} ${entry.id} of ${entry.account.id}`;
  const [row] = rows;
  if (row === undefined) return isAcknowledged(entry) ? [`${name} was answered 200 and is lost`] : [];
  if (rows.length > 1) return [`${name} is stored ${rows.length} times`];
  if (!mayBeStored(entry)) return [`${name} is stored although it was refused each time`];
  const wrong: string[] = [];
  if (row.reason !== entry.reason)
    wrong.push(`${name} is quarantined for ${row.reason}, not ${entry.reason}`);
  if (row.project_id !== entry.account.project.id) wrong.push(`${name} is stored in ${row.project_id}`);
  const isUnassigned = entry.kind === 'unrouted' && row.account_id === null;
  if (row.account_id !== entry.account.id && !isUnassigned)
    wrong.push(`${name} is stored for ${row.account_id}`);
  if (entry.reason !== null) return wrong;
  if (row.type !== entry.type) wrong.push(`${name} is stored as ${row.type}, sent as ${entry.type}`);
  if (row.account_id !== null && !row.processed) wrong.push(`${name} is not processed`);
  return wrong;
}
