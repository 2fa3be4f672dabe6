import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { WebhookEvent } from './bodies.js';

/** One webhook request as it arrived. */
export interface Received {
  headers: IncomingHttpHeaders;
  text: string;
  event: WebhookEvent;
}

/** A webhook receiver that notes everything and answers what it is told to. */
export class Receiver {
  readonly received: Received[] = [];
  /** Status of the next answers, by turn; the last one stays. `null` = no answer at all. */
  statuses: (number | null)[] = [200];
  readonly #server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      this.received.push({
        headers: req.headers,
        text,
        event: (JSON.parse(text) as { event: WebhookEvent }).event,
      });
      const status = this.statuses.length > 1 ? this.statuses.shift() : this.statuses[0];
      if (status) res.writeHead(status, { Location: '/elsewhere' }).end();
    });
  });

  async open(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hooks`;
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }
}
