import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { INGEST_LIMITS } from '../../api/ingest/limits.js';
import { BodyReader, SenderGone } from '../../api/ingest/request-body.js';
import { eventually } from '../support/eventually.js';

describe('A sender that hangs up while its token is looked up', () => {
  let server: Server;
  let met: IncomingMessage | null = null;

  before(async () => {
    server = createServer((incoming) => (met = incoming));
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  beforeEach(() => (met = null));
  after(() => void server.close());

  for (const [name, length] of [
    ['part of its body', 1_000],
    ['all of it', 9],
  ] as const) {
    it(`is let go of, after ${name} has come: nothing waits for more`, async () => {
      const { port } = server.address() as AddressInfo;
      const sent = request({ port, method: 'POST', headers: { 'content-length': length } });
      sent.on('error', () => undefined);
      sent.write('{"event":');
      const incoming = await eventually(() => met ?? false);
      sent.destroy();
      await eventually(() => incoming.destroyed);
      await assert.rejects(new BodyReader(INGEST_LIMITS).read(incoming, 'prj_gone'), SenderGone);
    });
  }
});
