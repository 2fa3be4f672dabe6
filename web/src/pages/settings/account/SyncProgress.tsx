import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';

import { syncsQuery } from '../../../api/accounts.js';
import { layerKey } from '../../../api/layer.js';
import type { Account, SyncRun } from '../../../api/types.js';
import { formatMonth } from '../../../format/days.js';
import { useProject } from '../../../shell/project-context.js';
import { announce } from '../../../ui/announce.js';
import { Moment } from '../../../ui/Moment.js';
import { ProgressRing, Spinner } from '../../../ui/Spinner.js';
import { firstSyncFailed } from '../../../wording/first-sync.js';
import styles from './AccountCard.module.css';

interface SyncProgressProps {
  readonly account: Account;
  /** The run that "sync now" has just started or joined. */
  readonly started: SyncRun | null;
  /** What stands there while no run is under way. */
  readonly children: ReactNode;
}

/** What stands of an account that syncs by itself: its run under way, else what has become of the first one. */
export function SyncProgress({ account, started, children }: SyncProgressProps) {
  const { newest, run } = useRuns(account, started);
  if (run === null && account.last_published_at !== null) return children;
  if (run === null && firstSyncFailed(newest)) {
    return (
      <>
        <p className={styles.sentence}>
          The first sync did not succeed.
          {account.next_sync_at !== null && (
            <>
              {' '}
              Next try <Moment at={account.next_sync_at} as="until" />.
            </>
          )}
        </p>
        {children}
      </>
    );
  }
  return <Progress account={account} run={run} />;
}

/** The run under way of an account that has something else to say, too: paused or unhealthy, it can be asked for one. */
export function RunUnderWay({ account, started, children }: SyncProgressProps) {
  const { run } = useRuns(account, started);
  return run === null ? children : <Progress account={account} run={run} />;
}

/** The account's newest run, and the one under way. Its end is announced, and the page then reads the new numbers. */
function useRuns(account: Account, started: SyncRun | null) {
  const { project } = useProject();
  const client = useQueryClient();
  const { data } = useQuery(syncsQuery(project.id, account.id, 1));
  const newest = data?.items[0] ?? started;
  const run = newest?.status === 'running' ? newest : null;
  const wasRunning = useRef(false);
  const name = account.revenuecat_project.name;
  useEffect(() => {
    if (wasRunning.current && run === null) {
      announce(`Sync of ${name} finished`);
      void client.invalidateQueries({ queryKey: layerKey(project.id) });
    }
    wasRunning.current = run !== null;
  }, [run, name, client, project.id]);
  return { newest, run };
}

function Progress({ account, run }: { readonly account: Account; readonly run: SyncRun | null }) {
  return (
    <p className={styles.sentence}>
      <span className={styles.progress}>
        {run === null || run.progress.total === 0 ? <Spinner /> : <ProgressRing {...run.progress} />}
        {words(run, account.last_published_at === null)}
      </span>
    </p>
  );
}

function words(run: SyncRun | null, first: boolean): string {
  const steps =
    run !== null && run.progress.total > 0 ? `${run.progress.done} of ${run.progress.total}` : null;
  if (!first) return steps === null ? 'Syncing: about to begin.' : `Syncing: ${steps}.`;
  const progress = steps === null ? 'First sync: about to begin.' : `First sync: ${steps} steps.`;
  const reach = run?.fetched_from ? `; history from ${formatMonth(run.fetched_from)}` : '';
  return `${progress} All numbers appear together at the end${reach}.`;
}
