import { once } from 'node:events';
import { createServer, get, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import express, { type Response } from 'express';

import { EventStream } from '../../api/events/event-stream.js';
import { EventStreams } from '../../api/events/event-streams.js';
import { currentPosition } from '../../api/events/stream-position.js';
import type { Stage } from '../ingest/stage.js';
import { eventually } from '../support/eventually.js';
import { startEventsStage } from './readers.js';

describe('A reader that leaves while its stream is prepared', () => {
  let stage: Stage;
  let server: Server;
  let met: Response | null = null;

  before(async () => {
    stage = await startEventsStage();
    const app = express().get('/', (_request, response) => {
      met = response;
    });
    server = createServer(app as RequestListener);
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  after(async () => {
    server.close();
    await stage.close();
  });

  it('takes up no room from then on', async () => {
    const { port } = server.address() as AddressInfo;
    const streams = new EventStreams(stage.deps);
    // As many as one project may have.
    for (let n = 0; n < 50; n += 1) {
      met = null;
      const asked = get({ port });
      asked.on('error', () => undefined);
      const response = await eventually(() => met ?? false);
      asked.destroy();
      await eventually(() => response.destroyed);
      const filter = { projectId: 'prj_left' } as EventStream['filter'];
      const position = await currentPosition(stage.deps.database.pool);
      await streams.serve(new EventStream(response, stage.deps.database.pool, filter, position));
    }
    streams.checkRoom('prj_left');
  });
});
