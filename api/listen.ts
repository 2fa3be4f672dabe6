import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { pollUntil } from './poll.js';

/** How long answers in flight may take to finish after a shutdown began, in milliseconds. */
const FINISH_WITHIN = 10_000;

export interface Listening {
  readonly port: number;
  /** Takes no new connections, lets answers in flight finish for 10 s, then cuts what is left. */
  stop(): Promise<void>;
}

/**
 * @param port 0 for any free one.
 * @throws when the port is taken, or the address is not this machine's.
 */
export async function listen(listener: RequestListener, port: number, host?: string): Promise<Listening> {
  const server = createServer(listener);
  const inFlight = new Set<ServerResponse>();
  server.on('request', (_request, response) => {
    inFlight.add(response);
    response.on('close', () => inFlight.delete(response));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { port: (server.address() as AddressInfo).port, stop: () => stop(server, inFlight) };
}

/** Connections that clients keep open for later are not waited for, answers are. */
async function stop(server: Server, inFlight: ReadonlySet<ServerResponse>): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await pollUntil(
    FINISH_WITHIN,
    () => Promise.resolve(inFlight.size),
    (left) => left === 0,
  );
  server.closeAllConnections();
  await closed;
}
