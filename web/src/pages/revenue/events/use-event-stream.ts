import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';

import { type EventFilters, eventsKey, eventStreamUrl } from '../../../api/revenue.js';
import type { Page, RevenueEvent } from '../../../api/types.js';
import { plural } from '../../../format/counts.js';
import { announce } from '../../../ui/announce.js';

const SAY_INTERRUPTED_AFTER_MS = 10_000;
/** The browser gives up for good on an answer that is no stream; then we ask again ourselves. */
const ASK_AGAIN_AFTER_MS = 15_000;
/** Beyond that, the newest are read anew instead. */
const MOST_WAITING = 200;
/** The list does not wait longer for a stream that neither opens nor fails. */
const LIST_WAITS_MS = 3_000;

/**
 * Follows the stream. What arrives waits until the reader asks for it; the browser resumes by `Last-Event-ID`.
 *
 * @returns `begun`: the list may be read now. Read before the stream has opened, it would lack what comes in between.
 */
export function useEventStream(projectId: string, filters: EventFilters) {
  const client = useQueryClient();
  const [waiting, setWaiting] = useState<readonly RevenueEvent[]>([]);
  const [interrupted, setInterrupted] = useState(false);
  const { accounts, type } = filters;
  const url = eventStreamUrl(projectId, { accounts, type });
  const [begunUrl, setBegunUrl] = useState('');

  useEffect(() => {
    setWaiting([]);
    const begin = () => setBegunUrl(url);
    const waitNoLonger = window.setTimeout(begin, LIST_WAITS_MS);
    let source: EventSource;
    let sayInterrupted: number | undefined;
    let askAgain: number | undefined;
    const receive = (message: MessageEvent<string>) => {
      const event = JSON.parse(message.data) as RevenueEvent;
      setWaiting((before) => {
        if (before.some(({ event_id }) => event_id === event.event_id)) return before;
        announce(plural(before.length + 1, 'new event'));
        return [event, ...before].slice(0, MOST_WAITING);
      });
    };
    const open = () => {
      source = new EventSource(url);
      // A stream of its own begins here and now: what came before is in the list, or nowhere.
      const outdate = () => {
        void client.invalidateQueries({ queryKey: eventsKey(projectId, { accounts, type }) });
        begin();
      };
      source.addEventListener('open', outdate, { once: true });
      source.addEventListener('error', begin, { once: true });
      source.addEventListener('open', () => {
        window.clearTimeout(sayInterrupted);
        sayInterrupted = undefined;
        setInterrupted(false);
      });
      source.addEventListener('error', () => {
        // Each failed try of the browser is an error of its own: the first one counts.
        sayInterrupted ??= window.setTimeout(() => setInterrupted(true), SAY_INTERRUPTED_AFTER_MS);
        if (source.readyState === EventSource.CLOSED) askAgain = window.setTimeout(open, ASK_AGAIN_AFTER_MS);
      });
      source.addEventListener('message', receive);
    };
    open();
    return () => {
      window.clearTimeout(sayInterrupted);
      window.clearTimeout(askAgain);
      window.clearTimeout(waitNoLonger);
      source.close();
    };
  }, [client, projectId, accounts, type, url]);

  const show = () => {
    const key = eventsKey(projectId, filters);
    if (waiting.length === MOST_WAITING) void client.invalidateQueries({ queryKey: key });
    else
      client.setQueryData<InfiniteData<Page<RevenueEvent>>>(key, (data) =>
        data === undefined ? data : { ...data, pages: withNewest(data.pages, waiting) },
      );
    setWaiting([]);
    // What they add up to today belongs to the same glance.
    void client.invalidateQueries({ queryKey: ['summary', projectId] });
  };
  return { waiting: waiting.length, interrupted, begun: begunUrl === url, show };
}

/** The waiting events on top of the first page, each once. */
function withNewest(
  pages: readonly Page<RevenueEvent>[],
  newest: readonly RevenueEvent[],
): Page<RevenueEvent>[] {
  const known = new Set(pages.flatMap(({ items }) => items.map(({ event_id }) => event_id)));
  const fresh = newest.filter(({ event_id }) => !known.has(event_id));
  return pages.map((page, index) => (index === 0 ? { ...page, items: [...fresh, ...page.items] } : page));
}
