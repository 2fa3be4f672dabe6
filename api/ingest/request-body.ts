import type { IncomingMessage } from 'node:http';

import { Problem } from '../http/problem.js';
import type { IngestLimits } from './limits.js';

const JSON_TYPE = /^application\/(?:json|[\w.+-]+\+json)\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]+)/i;

/** How long, and how much of, a body that nobody wants is read away so that its sender gets to see the answer. */
const PATIENCE = 5_000;
const SURPLUS = 8 * 1024 * 1024;

/**
 * Judges a body by its headers, before anything of it is read.
 *
 * @throws {Problem} `payload-too-large`, `unsupported-media-type`.
 */
export function checkBodyHeaders(request: IncomingMessage, mostBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw new Problem('payload-too-large');
  const type = request.headers['content-type'] ?? '';
  const charset = CHARSET.exec(type)?.[1]?.toLowerCase() ?? 'utf-8';
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (!JSON_TYPE.test(type) || !['utf-8', 'utf8'].includes(charset) || encoding !== 'identity') {
    throw new Problem('unsupported-media-type');
  }
}

/** The sender hung up: there is nobody left to answer. */
export class SenderGone extends Error {
  override readonly name = 'SenderGone';
}

/** Reads bodies; of those that are still on their way, however many and slow, no more is kept than a number of bytes. */
export class BodyReader {
  readonly #mostBytes: number;
  readonly #mostTogether: number;
  #together = 0;

  constructor({ bodyBytes, uploadBytes }: Pick<IngestLimits, 'bodyBytes' | 'uploadBytes'>) {
    this.#mostBytes = bodyBytes;
    this.#mostTogether = uploadBytes;
  }

  /**
   * Reads a body, and stops at the limit whatever length was announced.
   *
   * @throws {Problem} `payload-too-large`, or `overloaded` when too much is on its way.
   * @throws {SenderGone}
   */
  async read(request: IncomingMessage): Promise<Buffer> {
    // Gone while the token was looked up: nothing more would ever be heard of it.
    if (request.destroyed) throw new SenderGone();
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      await new Promise<void>((resolve, reject) => {
        const onData = (chunk: Buffer) => {
          size += chunk.length;
          this.#together += chunk.length;
          chunks.push(chunk);
          if (size <= this.#mostBytes && this.#together <= this.#mostTogether) return;
          request.off('data', onData);
          reject(new Problem(size > this.#mostBytes ? 'payload-too-large' : 'overloaded'));
        };
        request.on('data', onData);
        request.once('end', resolve);
        request.once('error', () => reject(new SenderGone()));
        request.once('close', () => reject(new SenderGone()));
      });
      return Buffer.concat(chunks);
    } finally {
      this.#together -= size;
    }
  }
}

/** Reads away what was not wanted, within reason: closing at once would reset the connection under the answer. */
export function discardBody(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return;
  let left = SURPLUS;
  const hangUp = () => request.destroy();
  const timer = setTimeout(hangUp, PATIENCE);
  request.once('close', () => clearTimeout(timer));
  request.once('error', () => undefined);
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) hangUp();
  });
}
