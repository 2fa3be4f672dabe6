import type { Account } from '../../../api/types.js';
import { duration } from '../../../format/age.js';
import { plural } from '../../../format/counts.js';
import styles from './details.module.css';

/** How the account's webhook is doing: what came, what still waits to be counted, what was refused. */
export function WebhookCounts({ webhook }: { readonly webhook: Account['webhook'] }) {
  const { events_last_hour: events, waiting, lag_seconds: lag, refused_last_24h: refused } = webhook;
  return (
    <ul className={styles.counts}>
      <li>{plural(events, 'event')} in the last hour</li>
      <li>
        {waiting === 0 ? 'none waiting' : `${waiting} waiting, the oldest for ${duration(lag * 1_000)}`}
      </li>
      <li>{refused === 0 ? 'none' : refused} refused in 24 h</li>
    </ul>
  );
}
