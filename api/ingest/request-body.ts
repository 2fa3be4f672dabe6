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

/** A body that counts towards its project's share until whoever has it says that it is judged. */
export interface HeldBody {
  readonly bytes: Buffer;
  readonly release: () => void;
}

type GiveUp = (problem: Problem) => void;
type Limits = Pick<IngestLimits, 'bodyBytes' | 'uploadBytes' | 'uploadBytesOfProject' | 'uploadWithin'>;

/**
 * Reads bodies. Of those that are still on their way, however many and slow, no more is kept than a number of bytes, and of
 * one project's no more than its share: who holds bodies back holds up no neighbour. When all is taken, whoever holds most gives
 * way.
 */
export class BodyReader {
  readonly #limits: Limits;
  readonly #heldByProject = new Map<string, number>();
  /** Ways to give up the uploads that are under way, by project. */
  readonly #underWay = new Map<string, Set<GiveUp>>();
  #held = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * Reads a body, and stops at the limit whatever length was announced.
   *
   * @param projectId whose share it takes, until it is released.
   * @throws {Problem} `payload-too-large`, `overloaded` when too much is on its way, or `request-timeout`.
   * @throws {SenderGone}
   */
  async read(request: IncomingMessage, projectId: string): Promise<HeldBody> {
    const chunks: Buffer[] = [];
    let size = 0;
    const take = (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      this.#hold(projectId, chunk.length);
      if (size > this.#limits.bodyBytes) return new Problem('payload-too-large');
      return this.#hasRoom(projectId) ? null : new Problem('overloaded');
    };
    const uploads = this.#underWay.get(projectId) ?? new Set();
    this.#underWay.set(projectId, uploads);
    const release = () => this.#hold(projectId, -size);
    try {
      await arrival(request, this.#limits.uploadWithin, take, uploads);
      return { bytes: Buffer.concat(chunks), release };
    } catch (error) {
      release();
      throw error;
    } finally {
      if (uploads.size === 0) this.#underWay.delete(projectId);
    }
  }

  /** @param bytes more than before; negative for fewer. */
  #hold(projectId: string, bytes: number): void {
    const held = (this.#heldByProject.get(projectId) ?? 0) + bytes;
    if (held === 0) this.#heldByProject.delete(projectId);
    else this.#heldByProject.set(projectId, held);
    this.#held += bytes;
  }

  /** Makes room if that is all that is missing. */
  #hasRoom(projectId: string): boolean {
    const { uploadBytes, uploadBytesOfProject } = this.#limits;
    if ((this.#heldByProject.get(projectId) ?? 0) > uploadBytesOfProject) return false;
    if (this.#held <= uploadBytes) return true;
    const [greatest = projectId] = [...this.#heldByProject].reduce((most, next) =>
      next[1] > most[1] ? next : most,
    );
    const [giveUp] = greatest === projectId ? [] : (this.#underWay.get(greatest) ?? []);
    giveUp?.(new Problem('overloaded'));
    return giveUp !== undefined;
  }
}

/**
 * Resolves once a body has come to its end; takes no more of it as soon as that is out of the question.
 *
 * @param within milliseconds.
 * @param take is given each piece; a problem ends the reading.
 * @param underWay where a way to give this upload up is put while it lasts.
 */
function arrival(
  request: IncomingMessage,
  within: number,
  take: (chunk: Buffer) => Problem | null,
  underWay: Set<GiveUp>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (problem: Problem) => end(() => reject(problem));
    const end = (settle: () => void) => {
      underWay.delete(giveUp);
      clearTimeout(timer);
      request.off('data', onData);
      settle();
    };
    const onData = (chunk: Buffer) => {
      const problem = take(chunk);
      if (problem !== null) giveUp(problem);
    };
    const gone = () => end(() => reject(new SenderGone()));
    const timer = setTimeout(() => giveUp(new Problem('request-timeout')), within);
    // Gone while the token was looked up: nothing more would ever be heard of it.
    if (request.destroyed) return gone();
    underWay.add(giveUp);
    request.on('data', onData);
    request.once('end', () => end(resolve));
    request.once('error', gone);
    request.once('close', gone);
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
