import { Agent, request as httpRequest } from 'node:http';

import { WEBHOOK_PATH } from '../../api/ingest/receiver.js';
import type { FuzzRequest } from './requests.js';

/** Announced beyond what a request sends that is cut. */
const MISSING = 10;

const agent = new Agent({ keepAlive: true, maxSockets: 60 });

/** @returns the status of the answer; null where the connection ended without one. */
export async function send(url: string, request: FuzzRequest, again = true): Promise<number | null> {
  const { status, isStale } = await sendOnce(url, request);
  // The server may close a connection at the very moment at which it is used again.
  return status === null && isStale && again ? send(url, request, false) : status;
}

interface Sent {
  readonly status: number | null;
  /** It failed on a connection that was kept from before. */
  readonly isStale: boolean;
}

function sendOnce(url: string, { path, headers, body, chunks, cutAt }: FuzzRequest): Promise<Sent> {
  const { host } = new URL(url);
  const length = String(body.length + (cutAt === null ? 0 : MISSING));
  const framing = chunks === null ? ['Content-Length', length] : ['Transfer-Encoding', 'chunked'];
  return new Promise((resolve) => {
    const sent = httpRequest(url + WEBHOOK_PATH + path, {
      method: 'POST',
      agent,
      headers: ['Host', host, ...framing, ...headers],
    });
    sent.once('response', (response) => {
      response.on('error', () => undefined).resume();
      response.once('close', () => resolve({ status: response.statusCode ?? null, isStale: false }));
    });
    sent.on('error', () => resolve({ status: null, isStale: sent.reusedSocket }));
    if (cutAt !== null) {
      sent.write(body.subarray(0, cutAt), () => sent.destroy());
      return;
    }
    let rest = body;
    for (const size of chunks ?? []) {
      if (rest.length <= size) break;
      sent.write(rest.subarray(0, size));
      rest = rest.subarray(size);
    }
    sent.end(rest);
  });
}

export function closeConnections(): void {
  agent.destroy();
}
