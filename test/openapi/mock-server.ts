import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

import { createLogger } from '@stoplight/prism-core';
import { getHttpOperationsFromSpec } from '@stoplight/prism-http';
import { createServer } from '@stoplight/prism-http-server';

import { DESCRIPTION } from '../support/openapi.js';

/** How answers are made: from the description's examples, at random but repeatably, or as one of its errors. */
export type Behaviour =
  | { readonly kind: 'examples' }
  | { readonly kind: 'random'; readonly seed: string }
  | { readonly kind: 'error'; readonly status: number; readonly path: RegExp };

export interface MockServer {
  readonly url: string;
  /** From now on. */
  behave(how: Behaviour): void;
  close(): Promise<void>;
}

/**
 * A RevenueCat of somebody else's making: Prism over the official description. In front of it stands what the description
 * lacks: the `/v2` before its paths, and a rate limit that lets a sync run through (the example in it allows five more calls).
 */
export async function startMockServer(): Promise<MockServer> {
  const prism = createServer(await getHttpOperationsFromSpec(DESCRIPTION), {
    components: { logger: createLogger('prism', { level: 'silent' }) },
    cors: false,
    config: {
      checkSecurity: true,
      validateRequest: true,
      validateResponse: false,
      errors: false,
      upstreamProxy: undefined,
      isProxy: false,
      mock: { dynamic: false },
    },
  });
  const prismUrl = await prism.listen(0, '127.0.0.1');
  let behaviour: Behaviour = { kind: 'examples' };
  let served = 0;

  const front = createHttpServer((request, response) => {
    void (async () => {
      const path = (request.url ?? '').replace(/^\/v2(?=\/)/, '');
      const answer = await fetch(prismUrl + path, {
        method: request.method ?? 'GET',
        headers: { ...headersOf(request), ...preferenceOf(behaviour, path, (served += 1)) },
        ...(request.method === 'POST' && { body: new Uint8Array(await buffer(request)) }),
      });
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? 'application/json',
        'revenuecat-rate-limit-current-limit': '1000',
        'revenuecat-rate-limit-current-usage': '1',
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch((error: unknown) => response.destroy(error as Error));
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return {
    url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    behave(how) {
      behaviour = how;
      served = 0;
    },
    async close() {
      front.closeAllConnections();
      await Promise.all([once(front.close(), 'close'), prism.close()]);
    },
  };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const { authorization, accept, 'content-type': type } = headers;
  return {
    ...(authorization !== undefined && { authorization }),
    ...(accept !== undefined && { accept }),
    ...(type !== undefined && { 'content-type': type }),
  };
}

/** Prism's own header. Each request has a seed of its own: charts would otherwise all be the same. */
function preferenceOf(how: Behaviour, path: string, served: number): Record<string, string> {
  if (how.kind === 'random') return { prefer: `dynamic=true, seed=${how.seed}-${served}` };
  return how.kind === 'error' && how.path.test(path) ? { prefer: `code=${how.status}` } : {};
}
