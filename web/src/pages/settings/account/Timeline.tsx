import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { timelineQuery } from '../../../api/accounts.js';
import { clock, exactUtc, formatLocalDay } from '../../../format/moment.js';
import { Button } from '../../../ui/Button.js';
import { LoadError } from '../../../ui/LoadError.js';
import { Segmented } from '../../../ui/Segmented.js';
import { Sentence } from '../../../ui/Sentence.js';
import { Skeleton } from '../../../ui/Skeleton.js';
import { byDay, foldRepeats, type TimelineFilter, timelineGroup } from '../../../wording/timeline.js';
import type { AccountKey } from './account-key.js';
import styles from './details.module.css';

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'health', label: 'Health' },
  { value: 'syncs', label: 'Syncs' },
  { value: 'acts', label: 'Acts' },
] as const;

/** What happened to the account, a sentence a row, newest first. */
export function Timeline({ accountId, projectId }: AccountKey) {
  const [filter, setFilter] = useState<TimelineFilter>('all');
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery(timelineQuery(projectId, accountId));
  if (isPending) return <Skeleton height={88} />;
  if (data === undefined) return <LoadError what="The timeline" error={error} retry={() => void refetch()} />;
  const entries = data.pages
    .flatMap(({ items }) => items)
    .filter(({ kind }) => filter === 'all' || timelineGroup(kind) === filter);
  return (
    <div className={styles.days}>
      <Segmented label="Show" value={filter} options={FILTERS} onChange={setFilter} />
      {entries.length === 0 && (
        <p className={styles.muted}>{hasNextPage ? 'Nothing of this among the newest.' : 'Nothing yet.'}</p>
      )}
      {byDay(foldRepeats(entries), formatLocalDay).map(({ day, entries: ofDay }) => (
        <section key={day}>
          <h3 className={styles.day}>{day}</h3>
          <ul>
            {ofDay.map(({ id, at, message, times }) => (
              <li key={id} className={styles.entry}>
                <time dateTime={at} title={exactUtc(new Date(at))}>
                  {clock(new Date(at))}
                </time>
                <span>
                  <Sentence text={message} />
                  {times > 1 && <span className={styles.muted}> {times} times</span>}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {hasNextPage && (
        <div>
          <Button variant="quiet" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Older
          </Button>
        </div>
      )}
    </div>
  );
}
