import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';

import { receiptQuery } from '../../../api/accounts.js';
import type { Account } from '../../../api/types.js';
import { plural } from '../../../format/counts.js';
import { useProject } from '../../../shell/project-context.js';
import { Spinner } from '../../../ui/Spinner.js';
import styles from './details.module.css';

/** A checklist that fills; whatever is down is tried again until it is true. */
export function Disconnecting({ account }: { readonly account: Account }) {
  const { project } = useProject();
  const { data: receipt } = useQuery(receiptQuery(project.id, account.id, true));
  const open = receipt?.disconnected_at === null ? receipt.open : null;
  const isDone = (what: 'events' | 'webhook' | 'credential') => open !== null && !open.includes(what);
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
