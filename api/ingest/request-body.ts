import type { IncomingMessage } from 'node:http';

import { Problem } from '../http/problem.js';

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

/**
 * Reads the body, and stops at the limit whatever length was announced.
 *
 * @throws {Problem} `payload-too-large`
 * @throws {SenderGone}
 */
export function readBody(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= mostBytes) return;
      request.off('data', onData);
      reject(new Problem('payload-too-large'));
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => reject(new SenderGone()));
    request.once('close', () => reject(new SenderGone()));
  });
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
