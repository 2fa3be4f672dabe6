import type { Response } from 'express';
import { z } from 'zod';

import { readCursor } from '../http/pagination.js';
import { projectParams } from '../http/params.js';
import { defineRoute } from '../http/route.js';
import { checkAccounts, type EventFilter, eventFilter } from './event-filter.js';
import { EventStream } from './event-stream.js';
import { eventStreamsOf } from './event-streams.js';
import { currentPosition, positionSchema, streamScope, validPosition } from './stream-position.js';

export const streamEvents = defineRoute({
  method: 'get',
  path: '/api/projects/{projectId}/revenue/events/stream',
  access: 'read',
  summary: 'Follow revenue events as they are stored',
  description:
    'Server-sent events: `data` is an event as in the list. Resumes after `Last-Event-ID` without gap or repetition. The stream ends now and then; connect again.',
  params: projectParams,
  query: z.object(eventFilter),
  answers: { 200: { description: 'A stream that stays open.', schema: null, also: ['text/event-stream'] } },
  problems: ['invalid-cursor', 'overloaded'],
  handler: async ({ params, query, deps, request }) => {
    const { projectId } = params;
    const filter: EventFilter = { projectId, ...query };
    const { pool } = deps.database;
    const streams = eventStreamsOf(deps);
    streams.checkRoom(projectId);
    await checkAccounts(deps, filter);
    const last = readCursor(
      request.get('Last-Event-ID') || undefined,
      streamScope(projectId),
      positionSchema,
    );
    const position = last === null ? await currentPosition(pool) : await validPosition(pool, last);
    return {
      stream: async (response: Response) => {
        if (request.method === 'HEAD') response.type('text/event-stream').end();
        else await streams.serve(new EventStream(response, pool, filter, position));
      },
    };
  },
});
