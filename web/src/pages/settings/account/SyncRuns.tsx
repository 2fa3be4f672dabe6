import { useQuery } from '@tanstack/react-query';

import { syncsQuery } from '../../../api/accounts.js';
import type { SyncRun } from '../../../api/types.js';
import { duration } from '../../../format/age.js';
import { LoadError } from '../../../ui/LoadError.js';
import { Moment } from '../../../ui/Moment.js';
import { Skeleton } from '../../../ui/Skeleton.js';
import type { AccountKey } from './account-key.js';
import styles from './details.module.css';

const WORDS: Readonly<Record<SyncRun['status'], string>> = {
  running: 'Running',
  complete: 'Complete',
  partial: 'Partial',
  failed: 'Failed',
  skipped: 'Skipped',
};

/** The last ten runs. */
export function SyncRuns({ accountId, projectId }: AccountKey) {
  const { data, error, isPending, refetch } = useQuery(syncsQuery(projectId, accountId, 10));
  if (isPending) return <Skeleton height={120} />;
  if (data === undefined) return <LoadError what="The runs" error={error} retry={() => void refetch()} />;
  if (data.items.length === 0) return <p className={styles.muted}>No run yet.</p>;
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption>The last sync runs, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Began</th>
            <th scope="col">Result</th>
            <th scope="col">Took</th>
            <th scope="col">Calls</th>
            <th scope="col">Without</th>
          </tr>
        </thead>
        <tbody>
          {data.items.map((run) => (
            <tr key={run.id}>
              <td>
                <Moment at={run.started_at} />
              </td>
              <td>
                {WORDS[run.status]}
                {run.cause !== null && <span className={styles.muted}> {run.cause}</span>}
              </td>
              <td>{took(run)}</td>
              <td>{run.calls}</td>
              <td>{without(run)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function took({ started_at, finished_at, status }: SyncRun): string {
  if (finished_at === null || status === 'skipped') return '–';
  const ms = Date.parse(finished_at) - Date.parse(started_at);
  return ms < 60_000 ? `${Math.round(ms / 1000)} s` : duration(ms);
}

const without = ({ metrics }: SyncRun): string =>
  metrics
    .filter(({ status }) => status !== 'ok')
    .map(({ metric }) => metric)
    .join(', ') || '–';
