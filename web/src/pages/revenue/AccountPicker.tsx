import { ChevronDown } from 'lucide-react';
import { useState } from 'react';

import type { Account } from '../../api/types.js';
import { formatDay } from '../../format/days.js';
import { Button } from '../../ui/Button.js';
import { Checkbox } from '../../ui/Checkbox.js';
import { Field } from '../../ui/Field.js';
import { Moment } from '../../ui/Moment.js';
import { Popover } from '../../ui/Popover.js';
import { StatusChips } from '../../ui/StatusChips.js';
import { chosenAccounts, chosenLabel, isNamed, only, toggled } from './chosen.js';
import styles from './RevenuePage.module.css';
import { useRevenueSearch } from './use-revenue-search.js';

/** Up to so many are found at a glance. */
const FEW = 7;

/** Which accounts the page counts; the choice stands in the URL. */
export function AccountPicker({ accounts }: { readonly accounts: readonly Account[] }) {
  const { search } = useRevenueSearch();
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
      <Choice accounts={accounts} />
    </Popover>
  );
}

function Choice({ accounts }: { readonly accounts: readonly Account[] }) {
  const { search, change } = useRevenueSearch();
  const [filter, setFilter] = useState('');
  // A choice of ten accounts is one choice: the browser's button for back leaves the page, not one tick.
  const choose = (named: string | undefined) => change({ accounts: named }, { replace: true });
  const chosen = chosenAccounts(accounts, search.accounts);
  const found = accounts.filter((account) => isNamed(account, filter));
  const current = found.filter(({ status }) => status !== 'disconnected');
  const gone = found.filter(({ status }) => status === 'disconnected');
  const row = (account: Account) => (
    <Pick
      key={account.id}
      account={account}
      ticked={chosen.includes(account)}
      toggle={() => choose(toggled(accounts, search.accounts, account.id))}
      only={accounts.length > 1 ? () => choose(only(accounts, account.id)) : null}
    />
  );
  return (
    <div className={styles.picker}>
      {accounts.length > FEW && (
        <Field
          label="Find an account"
          type="search"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      )}
      {found.length === 0 && <p className={styles.muted}>No account matches.</p>}
      {current.map(row)}
      {gone.length > 0 && <p className={styles.rule}>Disconnected</p>}
      {gone.map(row)}
      {search.accounts !== undefined && (
        <Button variant="quiet" onClick={() => choose(undefined)}>
          All connected accounts
        </Button>
      )}
    </div>
  );
}

interface PickProps {
  readonly account: Account;
  readonly ticked: boolean;
  readonly toggle: () => void;
  /** Null where there is no other account. */
  readonly only: (() => void) | null;
}

function Pick({ account, ticked, toggle, only: choose }: PickProps) {
  const published = account.last_published_at;
  const { name } = account.revenuecat_project;
  return (
    <div className={styles.pick}>
      <Checkbox checked={ticked} onChange={toggle}>
        {name}
      </Checkbox>
      <span>
        <StatusChips account={account} />
      </span>
      <span className={styles.muted}>
        {published === null ? 'no numbers yet' : <Reach account={account} published={published} />}
      </span>
      {choose !== null && (
        <Button variant="quiet" aria-label={`Only ${name}`} onClick={choose}>
          Only
        </Button>
      )}
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
