import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { accountsQuery } from '../../api/accounts.js';
import { useProject } from '../../shell/project-context.js';
import buttons from '../../ui/Button.module.css';
import { LoadError } from '../../ui/LoadError.js';
import { AccountCard } from './account/AccountCard.js';
import { DisconnectedAccounts } from './DisconnectedAccounts.js';
import styles from './SettingsPage.module.css';

/** What a removed layer leaves: how far each disconnect has come, the receipts, and the way to the history. */
export function KeptHistory() {
  const { project } = useProject();
  const { data, error, refetch } = useQuery(accountsQuery(project.id));
  if (error !== null && data === undefined) {
    return <LoadError what="The accounts of before" error={error} retry={() => void refetch()} />;
  }
  if (data === undefined || data.items.length === 0) return null;
  const gone = data.items.filter(({ status }) => status === 'disconnected');
  const ending = data.items.filter(({ status }) => status !== 'disconnected');
  return (
    <>
      <div className={styles.empty}>
        <p>
          Revenue was installed here before. All numbers and events of that time are kept and stay readable;
          installing Revenue and connecting the same RevenueCat project again continues them.
        </p>
        <Link
          to="/projects/$projectId/revenue"
          params={{ projectId: project.id }}
          search={{ accounts: data.items.map(({ id }) => id).join(',') }}
          className={buttons.button}
        >
          Show the history
        </Link>
      </div>
      {ending.length > 0 && (
        <ul className={styles.list} aria-label="Accounts being disconnected">
          {ending.map((account) => (
            <li key={account.id}>
              {/* While it ends there is nothing to reconnect. */}
              <AccountCard account={account} reconnect={() => undefined} />
            </li>
          ))}
        </ul>
      )}
      {gone.length > 0 && <DisconnectedAccounts accounts={gone} />}
    </>
  );
}
