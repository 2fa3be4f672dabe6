import type { Account } from '../../api/types.js';
import { DisconnectedAccount } from './account/DisconnectedAccount.js';
import styles from './SettingsPage.module.css';

/** The receipts of accounts that are gone; their history is not. */
export function DisconnectedAccounts({ accounts }: { readonly accounts: readonly Account[] }) {
  return (
    <>
      <h2 className={styles.subheading}>Disconnected, history kept</h2>
      <ul className={styles.list} aria-label="Disconnected accounts">
        {accounts.map((account) => (
          <li key={account.id}>
            <DisconnectedAccount account={account} />
          </li>
        ))}
      </ul>
    </>
  );
}
