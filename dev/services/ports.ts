import { randomInt } from 'node:crypto';
import { connect, createServer, type Server } from 'node:net';

/** Every address a server of ours, or a stranger, may hold a port on. */
const ADDRESSES = ['::', '0.0.0.0', '127.0.0.1', '::1'];

/** Whether nobody listens on this port, on any address of this machine. */
export async function isPortFree(port: number): Promise<boolean> {
  for (const address of ADDRESSES) {
    const taken = await listen(port, address).then(close, (error: NodeJS.ErrnoException) => error.code);
    // A machine without IPv6 has no such address to be taken.
    if (taken !== undefined && taken !== 'EADDRNOTAVAIL' && taken !== 'EAFNOSUPPORT') return false;
  }
  return true;
}

/**
 * Below what systems hand out to outgoing connections (from 32768 on Linux, 49152 elsewhere): a port from there can be taken
 * by any connection between being found and being used.
 */
const FIRST_PORT = 15_000;
const PORTS = 15_000;

/** Ports nobody listens on, all different: they are held until the last one is found. */
export async function findFreePorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>();
  while (held.size < count) {
    const port = FIRST_PORT + randomInt(PORTS);
    if (held.has(port) || !(await isPortFree(port))) continue;
    held.set(port, await listen(port, '127.0.0.1'));
  }
  await Promise.all([...held.values()].map(close));
  return [...held.keys()];
}

/** Whether somebody takes connections on this port of 127.0.0.1. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function listen(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, ipv6Only: host.includes(':') }, () => resolve(server));
  });
}

function close(server: Server): Promise<undefined> {
  return new Promise((resolve) => server.close(() => resolve(undefined)));
}
