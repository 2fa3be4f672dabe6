import type { RevenueLayer } from '../../../api/types.js';
import { plural } from '../../../format/counts.js';
import { Moment } from '../../../ui/Moment.js';
import styles from './layer.module.css';

/** Whether the token that was replaced may end: who still sends it would be refused. */
export function PreviousToken({ layer }: { readonly layer: RevenueLayer }) {
  const previous = layer.webhook.previous_token;
  if (previous === null) return null;
  const { valid_until: until, deliveries, last_used_at: lastUsed, account_ids: ids } = previous;
  const names = layer.accounts
    .filter(({ id }) => ids.includes(id))
    .map((account) => account.revenuecat_project.name);
  return (
    <p className={styles.muted}>
      The old token ends <Moment at={until} as="until" />.{' '}
      {lastUsed === null ? (
        'Nothing has come with it since.'
      ) : (
        <>
          {plural(deliveries, 'delivery', 'deliveries')} came with it since, the last <Moment at={lastUsed} />
          {names.length > 0 && `: paste the new one at RevenueCat for ${names.join(', ')}`}.
        </>
      )}
    </p>
  );
}
