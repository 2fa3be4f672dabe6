import type { Stage } from '../ingest/stage.js';
import { eventually } from '../support/eventually.js';
import type { Reader } from './readers.js';

/** One event as the stream carries it. */
export interface Followed {
  /** What goes back as `Last-Event-ID`. */
  readonly id: string;
  readonly data: { readonly event_id: string; readonly type: string };
}

/** A reader of a stream that keeps everything it was sent. */
export interface Follower {
  readonly status: number;
  readonly events: readonly Followed[];
  /** Messages without anything to read, which only keep the connection. */
  readonly comments: () => number;
  /** The last id, also of a message without data. */
  readonly lastId: () => string;
  /** Waits for so many events in all; answers their ids. */
  readonly until: (count: number) => Promise<string[]>;
  readonly ended: Promise<void>;
  readonly close: () => void;
}

export interface FollowOptions {
  readonly lastEventId?: string;
  readonly key?: string;
  readonly query?: string;
  /** Takes nothing before this is so. */
  readonly readAfter?: Promise<unknown>;
}

export async function follow(
  stage: Pick<Stage, 'url'>,
  reader: Reader,
  options: FollowOptions = {},
): Promise<Follower> {
  const abort = new AbortController();
  const path = `/api/projects/${reader.projectId}/revenue/events/stream${options.query ?? ''}`;
  const response = await fetch(stage.url + path, {
    signal: abort.signal,
    headers: {
      Authorization: `Bearer ${options.key ?? reader.readKey}`,
      ...(options.lastEventId === undefined ? {} : { 'Last-Event-ID': options.lastEventId }),
    },
  });
  const events: Followed[] = [];
  let lastId = '';
  let comments = 0;
  const read = async () => {
    let text = '';
    await options.readAfter;
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const message = text.slice(0, end);
        text = text.slice(end + 2);
        const id = /^id: (.*)$/m.exec(message)?.[1];
        const data = /^data: (.*)$/m.exec(message)?.[1];
        lastId = id ?? lastId;
        if (message.startsWith(':')) comments += 1;
        if (data !== undefined) events.push({ id: lastId, data: JSON.parse(data) as Followed['data'] });
      }
    }
  };
  const ended = response.ok ? read().catch(() => undefined) : Promise.resolve();
  return {
    status: response.status,
    events,
    comments: () => comments,
    lastId: () => lastId,
    until: async (count) => {
      await eventually(() => events.length >= count && lastId !== '');
      return events.map(({ data }) => data.event_id);
    },
    ended,
    close: () => abort.abort(),
  };
}
