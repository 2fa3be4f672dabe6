import { once } from 'node:events';

import type { Response } from 'express';
import type { Pool } from 'pg';

import type { EventFilter } from './event-filter.js';
import { eventJson } from './event-item.js';
import { eventsAfter, positionOf, streamIdOf, type StreamPosition } from './stream-position.js';

const BATCH = 200;
/** How long a reader waits before it connects again; milliseconds. */
const RETRY = 2_000;

/** One open response, as server-sent events (WHATWG HTML, "Server-sent events"). */
export class EventStream {
  readonly filter: EventFilter;
  readonly closed: Promise<void>;
  readonly openedAt = performance.now();
  readonly #response: Response;
  readonly #pool: Pool;
  #position: StreamPosition;
  /** Everything stored by then has been looked at. */
  #seen = -1n;
  #pumping = false;
  #stalledAfter = 0;

  constructor(response: Response, pool: Pool, filter: EventFilter, position: StreamPosition) {
    this.#response = response;
    this.#pool = pool;
    this.filter = filter;
    this.#position = position;
    this.closed = new Promise((resolve) => response.once('close', resolve));
  }

  /**
   * The first id tells a reader to which nothing was sent yet where to resume.
   *
   * @param stalledAfter milliseconds after which a reader that takes nothing is cut off.
   */
  begin(stalledAfter: number): void {
    this.#stalledAfter = stalledAfter;
    this.#response.status(200).set({
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // Proxies that collect an answer before passing it on would hold events back.
      'X-Accel-Buffering': 'no',
    });
    this.#response.write(`retry: ${RETRY}\nid: ${this.#id(this.#position)}\n\n`);
  }

  /** Sends what is there after the last place, unless that is being done. */
  async advance(newest: bigint): Promise<void> {
    if (this.#pumping || newest <= this.#seen) return;
    this.#pumping = true;
    try {
      while (await this.#sendBatch());
      this.#seen = newest;
    } finally {
      this.#pumping = false;
    }
  }

  /** Keeps proxies from closing a quiet connection. */
  beat(): void {
    if (!this.#pumping && !this.#isOver()) this.#response.write(': still here\n\n');
  }

  end(): void {
    this.#response.end();
  }

  /** @returns whether there may be more. */
  async #sendBatch(): Promise<boolean> {
    const rows = await eventsAfter(this.#pool, this.filter, this.#position, BATCH);
    if (rows.length === 0 || this.#isOver()) return false;
    const text = rows.map((row) => `id: ${this.#id(positionOf(row))}\ndata: ${eventJson(row)}\n\n`).join('');
    const last = rows.at(-1);
    if (last !== undefined) this.#position = positionOf(last);
    if (!this.#response.write(text)) await this.#drained();
    return rows.length === BATCH && !this.#isOver();
  }

  async #drained(): Promise<void> {
    const patience = new AbortController();
    const timer = setTimeout(() => this.#response.destroy(), this.#stalledAfter);
    try {
      await Promise.race([once(this.#response, 'drain', { signal: patience.signal }), this.closed]);
    } finally {
      clearTimeout(timer);
      patience.abort();
    }
  }

  /** A shutdown ends the response from outside. */
  #isOver(): boolean {
    return this.#response.writableEnded || this.#response.destroyed;
  }

  #id(position: StreamPosition): string {
    return streamIdOf(this.filter.projectId, position);
  }
}
