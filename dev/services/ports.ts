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

/** Ports nobody listens on, all different: they are held until the last one is found. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0, '127.0.0.1')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map(close));
  return ports;
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
