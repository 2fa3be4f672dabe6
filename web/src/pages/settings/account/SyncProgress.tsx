import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef } from 'react';

import { syncsQuery } from '../../../api/accounts.js';
import { layerKey } from '../../../api/layer.js';
import type { Account, SyncRun } from '../../../api/types.js';
import { formatMonth } from '../../../format/days.js';
import { useProject } from '../../../shell/project-context.js';
import { announce } from '../../../ui/announce.js';
import { ProgressRing, Spinner } from '../../../ui/Spinner.js';
import styles from './AccountCard.module.css';

interface SyncProgressProps {
  readonly account: Account;
  /** The run that "sync now" has just started or joined. */
  readonly started: SyncRun | null;
  /** What stands there while no run is under way. */
  readonly children: ReactNode;
}

/** How far the run under way has come. Its end is announced, and the page then reads the new numbers. */
export function SyncProgress({ account, started, children }: SyncProgressProps) {
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

  const first = account.last_published_at === null;
  if (run === null && !first) return children;
  return (
    <p className={styles.sentence}>
      <span className={styles.progress}>
        {run === null || run.progress.total === 0 ? <Spinner /> : <ProgressRing {...run.progress} />}
        {words(run, first)}
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
