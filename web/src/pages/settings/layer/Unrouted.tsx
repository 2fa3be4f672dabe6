import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { assignEvent, eventsKey, eventsQuery } from '../../../api/revenue.js';
import type { Account, RevenueEvent } from '../../../api/types.js';
import { useProject } from '../../../shell/project-context.js';
import { ActError } from '../../../ui/ActError.js';
import { Button } from '../../../ui/Button.js';
import { SelectField } from '../../../ui/Field.js';
import { LoadError } from '../../../ui/LoadError.js';
import { Moment } from '../../../ui/Moment.js';
import { Skeleton } from '../../../ui/Skeleton.js';
import { eventWords } from '../../../wording/events.js';
import { useAct } from '../use-act.js';
import styles from './layer.module.css';

const UNROUTED = { routing: 'unrouted' } as const;

/** Events that name an app we do not know: in no number until somebody says whose they are. */
export function Unrouted({ accounts }: { readonly accounts: readonly Account[] }) {
  const { project } = useProject();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(
    eventsQuery(project.id, UNROUTED),
  );
  if (isPending) return <Skeleton height={48} />;
  if (data === undefined)
    return <LoadError what="Unrouted events" error={error} retry={() => void refetch()} />;
  const events = data.pages.flatMap(({ items }) => items);
  if (events.length === 0) return <p className={styles.muted}>Every event belongs to an account.</p>;
  const connected = accounts.filter(({ status }) => status === 'connected' || status === 'paused');
  return (
    <>
      <p className={styles.muted}>They name an app we do not know, and are in no number until assigned.</p>
      <ul className={styles.rows}>
        {events.map((event) => (
          <li key={event.event_id}>
            <UnroutedEvent event={event} accounts={connected} />
          </li>
        ))}
        {hasNextPage && (
          <li>
            <Button variant="quiet" onClick={() => void fetchNextPage()}>
              Older
            </Button>
          </li>
        )}
      </ul>
    </>
  );
}

interface UnroutedEventProps {
  readonly event: RevenueEvent;
  readonly accounts: readonly Account[];
}

function UnroutedEvent({ event, accounts }: UnroutedEventProps) {
  const { project, readOnly } = useProject();
  const client = useQueryClient();
  const [accountId, setAccountId] = useState(accounts[0]?.id ?? '');
  const assign = useAct((projectId) => assignEvent(projectId, event.event_id, accountId));
  const done = () => client.invalidateQueries({ queryKey: eventsKey(project.id, UNROUTED) });
  return (
    <div className={styles.row}>
      <span>
        {eventWords(event)} {event.product_id && <code>{event.product_id}</code>} of app{' '}
        <code>{event.app_id ?? 'unnamed'}</code>, <Moment at={event.received_at} />
      </span>
      <SelectField
        inline
        label="Account"
        value={accountId}
        onChange={setAccountId}
        options={accounts.map(({ id, revenuecat_project: { name } }) => ({ value: id, label: name }))}
      />
      <Button
        busy={assign.isPending}
        disabledReason={readOnly ?? (accountId === '' ? 'Connect an account first.' : null)}
        onClick={() => assign.mutate(undefined, { onSuccess: () => void done() })}
      >
        Assign
      </Button>
      <ActError error={assign.error} />
    </div>
  );
}
