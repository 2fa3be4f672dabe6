import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { refreshTokens } from '../../revenuecat/oauth.js';

/** A token endpoint in a thread of its own, which goes on while this one stands still. */
const ENDPOINT = `
  const { createServer } = require('node:http');
  const { parentPort, workerData } = require('node:worker_threads');
  const [still, answered] = [new Int32Array(workerData, 0, 1), new Int32Array(workerData, 4, 1)];
  const pair = { access_token: 'atk_new', refresh_token: 'rtk_new', token_type: 'Bearer', expires_in: 3600 };
  const server = createServer((request, response) => {
    parentPort.postMessage('asked');
    request.resume();
    if (request.url.startsWith('/silent')) return;
    Atomics.wait(still, 0, 0);
    response.on('finish', () => {
      Atomics.store(answered, 0, 1);
      Atomics.notify(answered, 0);
    });
    response.setHeader('content-type', 'application/json').end(JSON.stringify(pair));
  }).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

const TIMEOUT = 1_500;

describe('a request to the token endpoint', () => {
  const shared = new SharedArrayBuffer(8);
  const [still, answered] = [new Int32Array(shared, 0, 1), new Int32Array(shared, 4, 1)];
  let endpoint: Worker;
  let url: string;

  before(async () => {
    endpoint = new Worker(ENDPOINT, { eval: true, workerData: shared });
    const [port] = (await once(endpoint, 'message')) as [number];
    url = `http://127.0.0.1:${port}`;
  });
  after(() => endpoint.terminate());

  const refresh = (apiUrl: string) =>
    refreshTokens(
      {
        ...{ apiUrl, clientId: 'client', clientSecret: 'secret', clientAuth: 'basic' as const },
        ...{ redirectUri: 'http://localhost/callback', timeout: TIMEOUT },
      },
      'rtk_old',
    );

  it('takes an answer that came while the process stood still for longer than the time-out', async () => {
    const begun = Date.now();
    const refreshing = refresh(url);
    await once(endpoint, 'message');
    // Nothing of this process runs from here until the answer is in its socket and the time is over.
    Atomics.store(still, 0, 1);
    Atomics.notify(still, 0);
    Atomics.wait(answered, 0, 0);
    Atomics.wait(answered, 0, 1, begun + 2 * TIMEOUT - Date.now());
    assert.equal((await refreshing).kind, 'granted');
  });

  it('is given up when no answer comes in time', async () => {
    assert.deepEqual(await refresh(`${url}/silent`), { kind: 'unknown', reason: 'time-out' });
  });
});
