import assert from 'node:assert/strict';
import { get } from 'node:http';

import express, { type Request } from 'express';
import { z } from 'zod';

import type { EventFilter } from '../../api/events/event-filter.js';
import { EventStream } from '../../api/events/event-stream.js';
import { EventStreams } from '../../api/events/event-streams.js';
import { currentPosition } from '../../api/events/stream-position.js';
import { mountRoutes } from '../../api/http/mount.js';
import { defineRoute } from '../../api/http/route.js';
import { listen, type Listening } from '../../api/listen.js';
import { type Stage, startStage } from '../ingest/stage.js';
import { eventually } from '../support/eventually.js';

const filter: EventFilter = { projectId: 'prj_left', accounts: null };

describe('A reader that leaves while its stream is prepared', () => {
  let stage: Stage;
  let server: Listening;
  let streams: EventStreams;
  let met: Request | null = null;
  let left = 0;

  /** Takes as long to prepare as its reader stays. */
  const slowStream = defineRoute({
    method: 'get',
    path: '/left',
    access: 'public',
    summary: 'A stream that nobody waits for',
    params: z.object({}),
    query: z.object({}),
    answers: { 200: { description: 'A stream.', schema: null, also: ['text/event-stream'] } },
    handler: async ({ deps, request }) => {
      met = request;
      await eventually(() => request.res?.destroyed === true);
      const { pool } = deps.database;
      const position = await currentPosition(pool);
      left += 1;
      return { stream: (response) => streams.serve(new EventStream(response, pool, filter, position)) };
    },
  });

  before(async () => {
    stage = await startStage();
    streams = new EventStreams(stage.deps);
    server = await listen(express().use(mountRoutes(stage.deps, [slowStream])), 0, '127.0.0.1');
  });
  after(async () => {
    await server.stop();
    await stage.close();
  });

  it('takes up no room from then on', async () => {
    // As many as one project may have.
    for (let n = 1; n <= 50; n += 1) {
      met = null;
      const asked = get(`http://127.0.0.1:${server.port}/left`);
      asked.on('error', () => undefined);
      await eventually(() => met !== null);
      asked.destroy();
      await eventually(() => left === n);
    }
    assert.doesNotThrow(() => streams.checkRoom(filter.projectId));
  });
});
