import type { Pool } from 'pg';
import { z } from 'zod';

import { cursorMoment, type CursorScope, writeCursor } from '../http/pagination.js';
import { conditionsOf, type EventFilter } from './event-filter.js';
import { eventColumns, eventIdText, type EventRow } from './event-item.js';

/**
 * A place in the live stream. Its order is the number of the transaction that stored an event: a moment of reception
 * would not do, since a transaction that began earlier can still commit later, behind a place that was already read.
 */
export const positionSchema = z
  .tuple([z.string().regex(/^\d{1,18}$/), eventIdText, cursorMoment])
  .transform(([storedIn, eventId, receivedAt]) => ({ storedIn, eventId, receivedAt }));

export type StreamPosition = z.output<typeof positionSchema>;

export function streamScope(projectId: string): CursorScope {
  return { list: 'event-stream', projectId, filter: {} };
}

/** What goes into `id:` of an event, and comes back as `Last-Event-ID`. */
export function streamIdOf(projectId: string, { storedIn, eventId, receivedAt }: StreamPosition): string {
  return writeCursor([storedIn, eventId, receivedAt], streamScope(projectId));
}

export function positionOf(row: EventRow): StreamPosition {
  return { storedIn: row.stored_in, eventId: row.event_id, receivedAt: row.received_at };
}

/** No statement of ingestion lives as long: what was received before is committed, or never will be. */
const SETTLED_AFTER = `interval '15 seconds'`;
const OLDEST_OPEN = 'pg_snapshot_xmin(pg_current_snapshot())::text::bigint';
/** Nothing can be committed any more that belongs before such a row. */
const SETTLED = `(stored_in < ${OLDEST_OPEN} or received_at < now() - ${SETTLED_AFTER})`;

/** Where a stream begins that does not resume: here and now. */
export async function currentPosition(pool: Pool): Promise<StreamPosition> {
  const { rows } = await pool.query<{ stored_in: string; received_at: Date }>(
    `select ${OLDEST_OPEN} as stored_in, now() as received_at`,
  );
  const { stored_in, received_at } = rows[0] as { stored_in: string; received_at: Date };
  return { storedIn: stored_in, eventId: '', receivedAt: received_at };
}

/**
 * Postgres counts transactions anew when the data is restored into another cluster. A place from before counts by its time
 * then: events of its last seconds come a second time, none is left out.
 */
export async function validPosition(pool: Pool, position: StreamPosition): Promise<StreamPosition> {
  const { rows } = await pool.query<{ known: boolean }>(
    'select $1::bigint <= pg_snapshot_xmax(pg_current_snapshot())::text::bigint as known',
    [position.storedIn],
  );
  return rows[0]?.known === true ? position : { ...position, storedIn: '0', eventId: '' };
}

/** The next events after a place, in order, at most `limit`. */
export async function eventsAfter(
  pool: Pool,
  filter: EventFilter,
  { storedIn, eventId, receivedAt }: StreamPosition,
  limit: number,
): Promise<EventRow[]> {
  const conditions = conditionsOf(filter)
    .and('(stored_in, event_id) > (?, ?)', storedIn, eventId)
    .and(`received_at >= ?::timestamptz - ${SETTLED_AFTER}`, receivedAt)
    .and(SETTLED);
  const { rows } = await pool.query<EventRow>(
    `select ${eventColumns(false)} from revenue_events where ${conditions.sql()}
     order by stored_in, event_id limit ${limit}`,
    conditions.values,
  );
  return rows;
}

/** The newest settled transaction with events of each project; projects without any are absent. */
export async function newestOf(pool: Pool, projectIds: readonly string[]): Promise<Map<string, bigint>> {
  const { rows } = await pool.query<{ project_id: string; stored_in: string }>(
    `select asked.project_id, newest.stored_in
     from unnest($1::text[]) as asked (project_id)
     cross join lateral (
       select stored_in from revenue_events
       where revenue_events.project_id = asked.project_id and ${SETTLED}
       order by stored_in desc limit 1) newest`,
    [projectIds],
  );
  return new Map(rows.map(({ project_id, stored_in }) => [project_id, BigInt(stored_in)]));
}
