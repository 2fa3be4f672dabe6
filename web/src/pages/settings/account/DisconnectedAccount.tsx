import { useQuery } from '@tanstack/react-query';

import { receiptQuery } from '../../../api/accounts.js';
import type { Account } from '../../../api/types.js';
import { plural } from '../../../format/counts.js';
import { useProject } from '../../../shell/project-context.js';
import { classes } from '../../../ui/classes.js';
import { CopyButton } from '../../../ui/CopyButton.js';
import { LoadError } from '../../../ui/LoadError.js';
import { Moment } from '../../../ui/Moment.js';
import { Skeleton } from '../../../ui/Skeleton.js';
import { StatusChips } from '../../../ui/StatusChips.js';
import styles from './AccountCard.module.css';
import details from './details.module.css';

/** The receipt of an account that is gone; it stays on the page. */
export function DisconnectedAccount({ account }: { readonly account: Account }) {
  const { project } = useProject();
  const { data: receipt, error, refetch } = useQuery(receiptQuery(project.id, account.id, false));
  const headingId = `account-${account.id}`;
  return (
    <article className={styles.card} aria-labelledby={headingId} id={account.id}>
      <div className={styles.head}>
        <StatusChips account={account} />
        <h3 id={headingId} className={styles.name}>
          {account.revenuecat_project.name}
        </h3>
      </div>
      {error !== null && receipt === undefined && (
        <LoadError what="The receipt" error={error} retry={() => void refetch()} />
      )}
      {receipt === undefined && error === null && <Skeleton className={details.receipt} />}
      {receipt && receipt.disconnected_at !== null && (
        <p className={classes(details.muted, details.receipt)}>
          Disconnected <Moment at={receipt.disconnected_at} />.{' '}
          {receipt.credential_deleted && 'Access deleted. '}
          <WebhookEnd how={receipt.webhook_removed} url={account.webhook.url} /> Kept:{' '}
          {plural(receipt.kept.metric_points, 'number')} and {plural(receipt.kept.events, 'event')}.{' '}
          {account.credential.kind === 'api_key'
            ? 'The API key itself still exists at RevenueCat: delete it there, under project settings, API keys.'
            : 'RevenueCat gives us no way to withdraw the approval itself: remove it in RevenueCat’s settings.'}
        </p>
      )}
    </article>
  );
}

function WebhookEnd({
  how,
  url,
}: {
  readonly how: 'removed' | 'not_ours' | 'by_hand';
  readonly url: string;
}) {
  switch (how) {
    case 'removed':
      return 'Webhook removed.';
    case 'not_ours':
      return 'The webhook was not ours.';
    case 'by_hand':
      return (
        <>
          Delete the webhook at RevenueCat by hand, it still has this URL: <code>{url}</code>{' '}
          <CopyButton what="webhook URL" text={url} />
        </>
      );
  }
}
