import { ChevronDown } from 'lucide-react';

import type { Account } from '../../api/types.js';
import { formatDay } from '../../format/days.js';
import { Button } from '../../ui/Button.js';
import { Checkbox } from '../../ui/Checkbox.js';
import { Moment } from '../../ui/Moment.js';
import { Popover } from '../../ui/Popover.js';
import { StatusChips } from '../../ui/StatusChips.js';
import { chosenAccounts, chosenLabel, toggled } from './chosen.js';
import styles from './RevenuePage.module.css';
import { useRevenueSearch } from './use-revenue-search.js';

/** Which accounts the page counts; the choice stands in the URL. */
export function AccountPicker({ accounts }: { readonly accounts: readonly Account[] }) {
  const { search, change } = useRevenueSearch();
  const chosen = chosenAccounts(accounts, search.accounts);
  const current = accounts.filter(({ status }) => status !== 'disconnected');
  const gone = accounts.filter(({ status }) => status === 'disconnected');
  const row = (account: Account) => (
    <Pick
      key={account.id}
      account={account}
      ticked={chosen.includes(account)}
      toggle={() => change({ accounts: toggled(accounts, search.accounts, account.id) })}
    />
  );
  return (
    <Popover
      label="Accounts to count"
      trigger={
        <Button>
          {chosenLabel(accounts, search.accounts)}
          <ChevronDown size={16} aria-hidden="true" />
        </Button>
      }
    >
      <div className={styles.picker}>
        {current.map(row)}
        {gone.length > 0 && <p className={styles.rule}>Disconnected</p>}
        {gone.map(row)}
        {search.accounts !== undefined && (
          <Button variant="quiet" onClick={() => change({ accounts: undefined })}>
            All connected accounts
          </Button>
        )}
      </div>
    </Popover>
  );
}

interface PickProps {
  readonly account: Account;
  readonly ticked: boolean;
  readonly toggle: () => void;
}

function Pick({ account, ticked, toggle }: PickProps) {
  const published = account.last_published_at;
  return (
    <div className={styles.pick}>
      <Checkbox checked={ticked} onChange={toggle}>
        {account.revenuecat_project.name}
      </Checkbox>
      <span>
        <StatusChips account={account} />
      </span>
      <span className={styles.muted}>
        {published === null ? 'no numbers yet' : <Reach account={account} published={published} />}
      </span>
    </div>
  );
}

/** How far its numbers reach: a day for what has ended, an age for what goes on. */
function Reach({ account, published }: { readonly account: Account; readonly published: string }) {
  if (account.status === 'disconnected') {
    return `history to ${formatDay((account.disconnected_at ?? published).slice(0, 10))}`;
  }
  return (
    <>
      refreshed <Moment at={published} />
    </>
  );
}
