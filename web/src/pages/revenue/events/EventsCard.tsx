import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { eventsQuery, summaryQuery } from '../../../api/revenue.js';
import type { CountedLayer } from '../../../api/types.js';
import { plural } from '../../../format/counts.js';
import { useProject } from '../../../shell/project-context.js';
import { Button } from '../../../ui/Button.js';
import { Card } from '../../../ui/Card.js';
import { SelectField } from '../../../ui/Field.js';
import { LoadError } from '../../../ui/LoadError.js';
import { LoadingWords, Skeleton } from '../../../ui/Skeleton.js';
import { EVENT_TYPES, eventWords } from '../../../wording/events.js';
import cards from '../cards.module.css';
import { useRevenueSearch } from '../use-revenue-search.js';
import { EventRow } from './EventRow.js';
import { LiveStrip } from './LiveStrip.js';
import { useEventStream } from './use-event-stream.js';

const TYPES = [
  { value: '', label: 'All types' },
  ...EVENT_TYPES.map((type) => ({
    value: type,
    label: eventWords({ type, period_type: null, cancel_reason: null }),
  })),
];

/** RevenueCat's events as they come; new ones wait behind a button, so that nothing moves under the reader. */
export function EventsCard({ layer }: { readonly layer: CountedLayer }) {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const { data: summary } = useQuery(summaryQuery(project.id, search.accounts ?? ''));
  const [type, setType] = useState('');
  const filters = { accounts: search.accounts ?? '', type: type === '' ? undefined : type };
  const stream = useEventStream(project.id, filters);
  const list = useInfiniteQuery({ ...eventsQuery(project.id, filters), enabled: stream.begun });
  const names = new Map(layer.accounts.map(({ id, revenuecat_project: { name } }) => [id, name]));
  const events = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card labelledBy="events-heading">
      <div className={cards.card}>
        <div className={cards.head}>
          <h2 id="events-heading">
            Live events <span className={cards.note}>US$, at event time</span>
          </h2>
          {stream.waiting > 0 && <Button onClick={stream.show}>{plural(stream.waiting, 'new event')}</Button>}
          <SelectField inline label="Type" value={type} options={TYPES} onChange={setType} />
        </div>
        {summary ? <LiveStrip live={summary.live} /> : <Skeleton className={cards.awaited} />}
        {stream.interrupted && <p className={cards.note}>Live updates interrupted, reconnecting…</p>}
        {list.isPending && (
          <>
            <LoadingWords what="events" />
            <Skeleton height={44} count={5} />
          </>
        )}
        {list.data === undefined && !list.isPending && (
          <LoadError what="Events" error={list.error} retry={() => void list.refetch()} />
        )}
        {list.data !== undefined && events.length === 0 && (
          <NoEvents filtered={type !== ''} clear={() => setType('')} />
        )}
        <ul className={cards.events}>
          {events.map((event) => (
            <EventRow
              key={event.event_id}
              event={event}
              account={names.get(event.account_id ?? '') ?? null}
            />
          ))}
        </ul>
        {list.hasNextPage && (
          <div>
            <Button variant="quiet" busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Older
            </Button>
          </div>
        )}
      </div>
    </Card>
  );
}

function NoEvents({ filtered, clear }: { readonly filtered: boolean; readonly clear: () => void }) {
  const { project } = useProject();
  return filtered ? (
    <div className={cards.more}>
      <p>No event matches.</p>
      <Button variant="quiet" onClick={clear}>
        Clear filters
      </Button>
    </div>
  ) : (
    <p>
      No events yet. They appear within seconds once the webhook is set up.{' '}
      <Link to="/projects/$projectId/settings" params={{ projectId: project.id }}>
        Set up webhook
      </Link>
    </p>
  );
}
