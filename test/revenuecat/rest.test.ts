import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { listAll, projectSchema } from '../../revenuecat/lists.js';
import { callRest } from '../../revenuecat/rest.js';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

describe('calls to RevenueCat', () => {
  const servers: Server[] = [];
  after(() => servers.forEach((server) => server.close()));

  async function serve(handler: Handler): Promise<{ url: string; seen: string[] }> {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''}`);
      handler(request, response);
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
  }

  const json = (status: number, body: unknown, headers: Record<string, string> = {}): Handler => {
    return (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    };
  };
  const ask = (url: string) => callRest(url, { path: '/projects', token: 'atk_of_test' });
  const list = (url: string) =>
    listAll(projectSchema, (query) => callRest(url, { path: '/projects', query, token: 'atk_of_test' }));

  it('follow no redirect: a token goes to the configured address or nowhere', async () => {
    const elsewhere = await serve(json(200, { items: [] }));
    const here = await serve((_request, response) => {
      response.writeHead(307, { location: `${elsewhere.url}/v2/projects` }).end();
    });
    assert.deepEqual(await ask(here.url), { kind: 'transient', reason: 'status 307', waitMs: undefined });
    assert.deepEqual(elsewhere.seen, []);
  });

  it('turn pages by their cursor alone, wherever the next page claims to be', async () => {
    const elsewhere = await serve(json(200, { items: [] }));
    const project = (id: string) => ({ id, name: id, created_at: 1 });
    const here = await serve((request, response) => {
      const second = request.url?.includes('starting_after=p1');
      const page = second
        ? { items: [project('p2')], next_page: null }
        : { items: [project('p1')], next_page: `${elsewhere.url}/v2/projects?starting_after=p1` };
      json(200, page)(request, response);
    });
    assert.deepEqual(await list(here.url), { kind: 'items', items: [project('p1'), project('p2')] });
    assert.deepEqual(elsewhere.seen, []);
  });

  it('list each item once, however the pages overlap', async () => {
    const page = {
      items: [{ id: 'p1', name: 'p1', created_at: 1 }],
      next_page: '/v2/projects?starting_after=p0',
    };
    const here = await serve(json(200, page));
    assert.deepEqual(await list(here.url), { kind: 'items', items: page.items });
  });

  it('take no list for complete whose next page cannot be asked for', async () => {
    for (const next_page of ['/v2/projects', 'http://', 'more']) {
      const here = await serve(json(200, { items: [], next_page }));
      assert.deepEqual(await list(here.url), { kind: 'unexpected', detail: 'next_page: no cursor' });
    }
  });

  it('list what is storable: names are cut, and a wild time is none', async () => {
    const wild = { id: 'p1', name: `a\0b\ud83d${'c'.repeat(300)}`, created_at: 9e15 };
    const here = await serve(json(200, { items: [wild, { id: 'p2', name: 'p2', created_at: -1 }] }));
    const listed = await list(here.url);
    assert.deepEqual(listed.kind === 'items' && listed.items, [
      { id: 'p1', name: `a\ufffdb\ufffd${'c'.repeat(252)}`, created_at: 0 },
      { id: 'p2', name: 'p2', created_at: 0 },
    ]);
    const longId = await serve(json(200, { items: [{ id: 'p'.repeat(256), name: 'p', created_at: 1 }] }));
    assert.deepEqual(await list(longId.url), { kind: 'unexpected', detail: '0.id: too_big' });
  });

  it('wait as long as RevenueCat asks, by header or by body, whichever is longer', async () => {
    const body = {
      object: 'error',
      type: 'rate_limit_error',
      message: 'Slow down.',
      retryable: true,
      backoff_ms: 9_000,
    };
    const here = await serve(json(429, body, { 'retry-after': '4' }));
    assert.deepEqual(await ask(here.url), { kind: 'limited', waitMs: 9_000, rate: undefined });
  });

  it('wait no longer than a day: a slip of theirs must not silence an account for ever', async () => {
    for (const wait of ['1e300', '99999999999', 'Fri, 31 Dec 9999 23:59:59 GMT']) {
      const here = await serve(json(429, {}, { 'retry-after': wait }));
      assert.deepEqual(await ask(here.url), { kind: 'limited', waitMs: 86_400_000, rate: undefined });
    }
  });

  it('read no limit from headers that hold none', async () => {
    for (const [usage, limit] of [
      ['1', '-5'],
      ['1', '0.5'],
      ['-1', '5'],
      ['1e12', '5'],
      ['1', '1e12'],
      ['x', '5'],
    ]) {
      const headers = {
        'revenuecat-rate-limit-current-usage': usage ?? '',
        'revenuecat-rate-limit-current-limit': limit ?? '',
      };
      const here = await serve(json(200, {}, headers));
      assert.deepEqual(await ask(here.url), { kind: 'ok', body: {}, rate: undefined }, `${usage} ${limit}`);
    }
  });

  it('read the limit from the headers', async () => {
    const headers = {
      'revenuecat-rate-limit-current-usage': '3',
      'revenuecat-rate-limit-current-limit': '15',
    };
    const here = await serve(json(200, { items: [] }, headers));
    const outcome = await ask(here.url);
    assert.deepEqual(outcome.kind === 'ok' && outcome.rate, { usage: 3, limit: 15 });
  });

  it('take what is not JSON for a passing fault, and an error without a body for what its status says', async () => {
    const html = await serve((_request, response) => response.writeHead(200).end('<html>'));
    assert.deepEqual(await ask(html.url), { kind: 'transient', reason: 'not JSON', waitMs: undefined });
    const bare = await serve((_request, response) => response.writeHead(403).end());
    const refused = await ask(bare.url);
    assert.ok(refused.kind === 'refused' && refused.status === 403);
  });
});
