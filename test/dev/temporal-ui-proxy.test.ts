import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

import { findFreePorts } from '../../dev/services/ports.js';
import { startTemporalUiProxy } from '../../dev/temporal-ui-proxy.js';

describe('Temporal UI as npm start shows it', () => {
  let ui: Server;
  let proxy: Server;
  let base: string;

  before(async () => {
    ui = createServer((request, response) => {
      if (request.url?.startsWith('/api/v1/settings')) {
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({ Version: '2', Codec: { Endpoint: 'http://codec', IncludeCredentials: false } }),
        );
        return;
      }
      response.setHeader('x-path', request.url ?? '');
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.statusCode = request.method === 'POST' ? 201 : 200;
      request.pipe(response);
    }).listen(0, '127.0.0.1');
    await once(ui, 'listening');
    const [port = 0] = await findFreePorts(1);
    proxy = await startTemporalUiProxy(port, (ui.address() as { port: number }).port);
    base = `http://127.0.0.1:${port}`;
  });
  after(() => {
    proxy.close();
    ui.close();
  });

  it('tells browsers to sign in at the codec', async () => {
    const settings = await (await fetch(`${base}/api/v1/settings?`)).json();
    assert.deepEqual(settings, {
      Version: '2',
      Codec: { Endpoint: 'http://codec', IncludeCredentials: true },
    });
  });

  it('passes everything else through as it is', async () => {
    const response = await fetch(`${base}/namespaces?x=1`, { method: 'POST', body: 'hello' });
    assert.equal(response.status, 201);
    assert.equal(response.headers.get('x-path'), '/namespaces?x=1');
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.equal(await response.text(), 'hello');
  });

  it('says so when the UI is not running', async () => {
    ui.closeAllConnections();
    ui.close();
    const response = await fetch(base);
    assert.equal(response.status, 502);
    assert.match(await response.text(), /not running/);
  });
});
