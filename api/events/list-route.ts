import type { Request } from 'express';
import { z } from 'zod';

import type { ApiDeps } from '../deps.js';
import { cursorMoment, pageFrom, pageOf, pageQuery, readCursor } from '../http/pagination.js';
import { projectParams } from '../http/params.js';
import { Problem } from '../http/problem.js';
import { type Answer, defineRoute } from '../http/route.js';
import { type EventFormat, eventsToCsv, eventsToNdjson, MEDIA_TYPES } from './event-export.js';
import {
  checkAccounts,
  conditionsOf,
  type EventFilter,
  eventFilter,
  receivedFilter,
} from './event-filter.js';
import { eventColumns, eventIdText, eventJson, type EventRow, eventSchema, itemFrom } from './event-item.js';

const listQuery = z.object({
  ...pageQuery,
  ...eventFilter,
  ...receivedFilter,
  include: z.literal('body').optional(),
});

/** Where a page ended. New events are newer, so they never move what comes after it. */
const position = z.tuple([cursorMoment, eventIdText]);

export const listEvents = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/revenue/events',
  access: 'read',
  summary: 'List revenue events, newest first',
  description:
    'In the order of reception. As NDJSON or CSV (`Accept`) a page is followed by the one named in the `Link` header.',
  params: projectParams,
  query: listQuery,
  answers: {
    200: {
      description: 'A page of events.',
      schema: pageOf(eventSchema),
      also: [MEDIA_TYPES.ndjson, MEDIA_TYPES.csv],
    },
  },
  problems: ['invalid-cursor'],
  handler: async ({ params, query, deps, request }) => {
    const { limit, cursor, include, ...wanted } = query;
    const filter: EventFilter = { projectId: params.projectId, ...wanted };
    if (wanted.from !== undefined && wanted.to !== undefined && wanted.from > wanted.to) {
      throw new Problem('invalid-request', {
        errors: [{ field: 'from', message: 'must not be after `to`' }],
      });
    }
    await checkAccounts(deps, filter);
    const scope = { list: 'events', projectId: params.projectId, filter: wanted };
    const after = readCursor(cursor, scope, position);
    const most = include === 'body' ? await fitting(deps, filter, after, limit) : limit;
    const rows = await readEvents(deps, filter, after, most + 1, include === 'body');
    const page = pageFrom(rows, most, scope, (last) => [last.received_at, last.event_id]);
    return answer(request, page, include === 'body');
  },
});

/** Bodies of a page, as Postgres prints them, in bytes: a page is made in the process that takes webhooks. */
const MOST_BODY_BYTES = 8_000_000;

/** How many of the next events a page with their bodies has room for; one at least. */
async function fitting(
  { database }: Pick<ApiDeps, 'database'>,
  filter: EventFilter,
  after: z.output<typeof position> | null,
  limit: number,
): Promise<number> {
  const conditions = behind(filter, after);
  const { rows } = await database.pool.query<{ fitting: number }>(
    `select count(*) filter (where bytes <= ${MOST_BODY_BYTES})::int as fitting
     from (select sum(octet_length(body::text)) over (order by received_at desc, event_id desc) as bytes
       from (select body, received_at, event_id from revenue_events where ${conditions.sql()}
         order by received_at desc, event_id desc limit ${limit}) as page) as sums`,
    conditions.values,
  );
  return Math.max(1, rows[0]?.fitting ?? 1);
}

/** Events of the list behind a position. */
function behind(filter: EventFilter, after: z.output<typeof position> | null) {
  const conditions = conditionsOf(filter);
  if (after !== null) conditions.and('(received_at, event_id) < (?, ?)', ...after);
  return conditions;
}

async function readEvents(
  { database }: Pick<ApiDeps, 'database'>,
  filter: EventFilter,
  after: z.output<typeof position> | null,
  limit: number,
  withBody: boolean,
): Promise<EventRow[]> {
  const conditions = behind(filter, after);
  const { rows } = await database.pool.query<EventRow>(
    `select ${eventColumns(withBody)} from revenue_events where ${conditions.sql()}
     order by received_at desc, event_id desc limit ${limit}`,
    conditions.values,
  );
  return rows;
}

interface Page {
  readonly items: readonly EventRow[];
  readonly next_cursor: string | null;
}

function answer(request: Request, { items, next_cursor }: Page, withBody: boolean): Answer {
  const format = formatOf(request);
  const headers = { Vary: 'Accept', ...linkTo(request, next_cursor) };
  if (format === 'json' && !withBody) {
    return { status: 200, body: { items: items.map(itemFrom), next_cursor }, headers };
  }
  const text = {
    json: () => `{"items":[${items.map(eventJson).join(',')}],"next_cursor":${JSON.stringify(next_cursor)}}`,
    ndjson: () => eventsToNdjson(items),
    csv: () => eventsToCsv(items, withBody),
  }[format]();
  return { status: 200, text, contentType: MEDIA_TYPES[format], headers };
}

/** JSON unless another format is preferred. */
function formatOf(request: Request): EventFormat {
  const chosen = request.accepts([MEDIA_TYPES.json, MEDIA_TYPES.ndjson, MEDIA_TYPES.csv]);
  if (chosen === MEDIA_TYPES.ndjson) return 'ndjson';
  return chosen === MEDIA_TYPES.csv ? 'csv' : 'json';
}

/** RFC 8288: formats without room for `next_cursor` need another place for it. */
function linkTo(request: Request, cursor: string | null): Record<string, string> {
  if (cursor === null) return {};
  const [path = '', search = ''] = request.originalUrl.split('?', 2);
  const query = new URLSearchParams(search);
  query.set('cursor', cursor);
  return { Link: `<${path}?${query.toString()}>; rel="next"` };
}
