import type { Account } from '../../api/types.js';
import { useProject } from '../../shell/project-context.js';
import { Button } from '../../ui/Button.js';
import { AccountCard } from './account/AccountCard.js';
import type { ConnectHow } from './connect/connect-how.js';
import { DisconnectedAccounts } from './DisconnectedAccounts.js';
import styles from './SettingsPage.module.css';

interface AccountListProps {
  readonly accounts: readonly Account[];
  readonly connect: (how: ConnectHow) => void;
}

/** Connected accounts first; disconnected ones keep their history and their receipt beneath. */
export function AccountList({ accounts, connect }: AccountListProps) {
  const current = accounts.filter(({ status }) => status !== 'disconnected');
  const gone = accounts.filter(({ status }) => status === 'disconnected');
  return (
    <>
      {current.length === 0 ? (
        <NoAccount connect={(method) => connect({ method, account: null })} />
      ) : (
        <ul className={styles.list} aria-label="Accounts">
          {current.map((account) => (
            <li key={account.id}>
              <AccountCard account={account} reconnect={(method) => connect({ method, account })} />
            </li>
          ))}
        </ul>
      )}
      {gone.length > 0 && <DisconnectedAccounts accounts={gone} />}
    </>
  );
}

function NoAccount({ connect }: { readonly connect: (method: ConnectHow['method']) => void }) {
  const { readOnly } = useProject();
  return (
    <div className={styles.empty}>
      <p>
        No RevenueCat project connected yet. Connect one to see MRR, revenue and subscribers. You approve the
        access at RevenueCat and can end it here at any time.
      </p>
      <div className={styles.acts}>
        <Button variant="primary" disabledReason={readOnly} onClick={() => connect('oauth')}>
          Connect RevenueCat
        </Button>
        <Button variant="quiet" disabledReason={readOnly} onClick={() => connect('api_key')}>
          Use an API key
        </Button>
      </div>
    </div>
  );
}
