import type { ApiDeps } from '../deps.js';
import { Problem } from '../http/problem.js';
import type { EventStream } from './event-stream.js';
import { STREAM_BOUNDS, type StreamBounds } from './stream-bounds.js';
import { newestOf } from './stream-position.js';

const LOOK_EVERY = 500;

/**
 * The open streams of this process. It looks for new events twice a second, one statement for all projects that somebody
 * watches and none when nobody does. Not NOTIFY: that takes a lock of the whole database at each commit, which
 * would stand in the way of ingestion, and a session of its own, which connection poolers do not give.
 */
export class EventStreams {
  readonly #deps: Pick<ApiDeps, 'database' | 'log'>;
  readonly #bounds: StreamBounds;
  readonly #streams = new Set<EventStream>();
  #looking: NodeJS.Timeout | undefined;
  #beating: NodeJS.Timeout | undefined;

  constructor(deps: Pick<ApiDeps, 'database' | 'log' | 'streamBounds'>) {
    this.#deps = deps;
    this.#bounds = { ...STREAM_BOUNDS, ...deps.streamBounds };
  }

  /** @throws {Problem} `overloaded` */
  checkRoom(projectId: string): void {
    const own = [...this.#streams].filter(({ filter }) => filter.projectId === projectId).length;
    const { streams, streamsOfProject } = this.#bounds;
    if (this.#streams.size < streams && own < streamsOfProject) return;
    throw new Problem('overloaded', { detail: 'Too many streams are open.' });
  }

  /** Resolves when the stream is closed, by its reader or by the shutdown. */
  async serve(stream: EventStream): Promise<void> {
    this.#streams.add(stream);
    stream.begin(this.#bounds.stalledAfter);
    this.#looking ??= setInterval(() => void this.#look(), LOOK_EVERY);
    this.#beating ??= setInterval(() => this.#beat(), this.#bounds.beatEvery);
    void this.#look();
    await stream.closed;
    this.#streams.delete(stream);
    if (this.#streams.size > 0) return;
    clearInterval(this.#looking);
    clearInterval(this.#beating);
    this.#looking = undefined;
    this.#beating = undefined;
  }

  async #look(): Promise<void> {
    const projects = [...new Set([...this.#streams].map(({ filter }) => filter.projectId))];
    try {
      const newest = await newestOf(this.#deps.database.pool, projects);
      const advances = [...this.#streams].map((stream) =>
        stream.advance(newest.get(stream.filter.projectId) ?? -1n),
      );
      await Promise.all(advances);
    } catch (error) {
      // Readers keep their connection and their place; the next look may go well.
      this.#deps.log.debug({ err: error }, 'event_streams.look_failed');
    }
  }

  #beat(): void {
    const now = performance.now();
    for (const stream of this.#streams) {
      if (now - stream.openedAt > this.#bounds.longest) stream.end();
      else stream.beat();
    }
  }
}

const streamsByDeps = new WeakMap<ApiDeps, EventStreams>();

export function eventStreamsOf(deps: ApiDeps): EventStreams {
  const known = streamsByDeps.get(deps) ?? new EventStreams(deps);
  streamsByDeps.set(deps, known);
  return known;
}
