import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';

import { receiptQuery } from '../../../api/accounts.js';
import type { Account } from '../../../api/types.js';
import { plural } from '../../../format/counts.js';
import { useProject } from '../../../shell/project-context.js';
import { LoadError } from '../../../ui/LoadError.js';
import { Skeleton } from '../../../ui/Skeleton.js';
import { Spinner } from '../../../ui/Spinner.js';
import styles from './details.module.css';

/** A checklist that fills; whatever is down is tried again until it is true. */
export function Disconnecting({ account }: { readonly account: Account }) {
  const { project } = useProject();
  const { data: receipt, error, refetch } = useQuery(receiptQuery(project.id, account.id, true));
  if (receipt === undefined) {
    // What is not known yet is not said to be open.
    if (error === null) return <Skeleton height={88} />;
    return <LoadError what="What is left to do" error={error} retry={() => void refetch()} />;
  }
  // The final receipt comes when everything is done; the account follows it a moment later.
  const open = receipt.disconnected_at === null ? receipt.open : [];
  const isDone = (what: 'events' | 'webhook' | 'credential') => !open.includes(what);
  const { waiting } = account.webhook;
  return (
    <ul className={styles.checklist} aria-label="What is left to do">
      {/* From the first commit of a disconnect on. */}
      <Step done whenDone="Deliveries refused" whenOpen="" />
      <Step
        done={isDone('events')}
        whenDone="Events all processed"
        whenOpen={waiting > 0 ? `${plural(waiting, 'event')} left` : 'Events: processing'}
      />
      <Step
        done={isDone('webhook')}
        whenDone="Webhook at RevenueCat settled"
        whenOpen="Webhook at RevenueCat: trying"
      />
      <Step done={isDone('credential')} whenDone="Access deleted" whenOpen="Access: not yet deleted" />
    </ul>
  );
}

interface StepProps {
  readonly done: boolean;
  readonly whenDone: string;
  readonly whenOpen: string;
}

function Step({ done, whenDone, whenOpen }: StepProps) {
  return (
    <li>
      {done ? <Check size={14} aria-hidden="true" className={styles.done} /> : <Spinner />}
      {done ? whenDone : whenOpen}
    </li>
  );
}
