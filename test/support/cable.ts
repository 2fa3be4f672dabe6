import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Transform } from 'node:stream';

/** A line to a service that can be cut, and made to hang, without the service noticing who did it. */
export class Cable {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #hanging = false;
  #broken = false;
  #slowness = 0;
  #refusals = 0;

  private constructor(host: string, port: number) {
    this.#target = { host, port };
  }

  static async to(url: URL): Promise<Cable> {
    const cable = new Cable(url.hostname, Number(url.port));
    await cable.plugIn();
    return cable;
  }

  get port(): number {
    return this.#port;
  }

  /** Connections that a break has ended. */
  get refusals(): number {
    return this.#refusals;
  }

  /** The same address through this line; without a slash at the end. */
  leadingTo(url: string): string {
    const through = new URL(url);
    through.host = `127.0.0.1:${this.#port}`;
    return through.href.replace(/\/$/, '');
  }

  async plugIn(): Promise<void> {
    this.#hanging = false;
    this.#broken = false;
    this.#slowness = 0;
    if (this.#server !== undefined) return;
    this.#server = createServer((socket) => this.#carry(socket)).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Connections break, new ones are refused. */
  async unplug(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const socket of this.#sockets) socket.destroy();
    if (server === undefined) return;
    server.close();
    await once(server, 'close');
  }

  /** Connections stand, but nothing comes through any more. */
  hang(): void {
    this.#hanging = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Whatever is asked takes so many milliseconds longer. */
  slow(milliseconds: number): void {
    this.#slowness = milliseconds;
  }

  /** Like {@link unplug}, at once and with a count of who tries: connections break, new ones end as they begin. */
  snap(): void {
    this.#broken = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  #carry(socket: Socket): void {
    this.#keep(socket);
    if (this.#broken) {
      this.#refusals += 1;
      socket.destroy();
      return;
    }
    if (this.#hanging) return;
    const far = connect(this.#target);
    this.#keep(far);
    socket.pipe(this.#brake()).pipe(far).pipe(socket);
    socket.on('close', () => far.destroy());
    far.on('close', () => socket.destroy());
  }

  /** Lets through what comes as late as the line is slow at that moment. */
  #brake(): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, through) => {
        if (this.#slowness === 0) through(null, chunk);
        else setTimeout(() => through(null, chunk), this.#slowness);
      },
    });
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
