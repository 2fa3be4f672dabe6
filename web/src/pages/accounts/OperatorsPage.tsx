import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';

import { allAccountsQuery } from '../../api/accounts.js';
import { sessionQuery } from '../../api/session.js';
import type { AccountWithProject } from '../../api/types.js';
import { PageHeading } from '../../shell/PageHeading.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { LoadError } from '../../ui/LoadError.js';
import { LoadingWords, Skeleton } from '../../ui/Skeleton.js';
import { statusesOf } from '../../wording/status.js';
import { AccountDetails } from './AccountDetails.js';
import { Filters } from './Filters.js';
import styles from './OperatorsPage.module.css';
import { OperatorsTable } from './OperatorsTable.js';

/** All accounts of all projects, those that need somebody first. No customer's money here. */
export function OperatorsPage() {
  const { data: session } = useSuspenseQuery(sessionQuery);
  return (
    <>
      <PageHeading title="Accounts" />
      {session.access === 'admin' ? (
        <AccountsOfAll />
      ) : (
        <Banner tone="neutral">This list needs an admin key.</Banner>
      )}
    </>
  );
}

function AccountsOfAll() {
  const search = useSearch({ from: '/signed-in/accounts' });
  const navigate = useNavigate({ from: '/accounts' });
  const [openId, setOpenId] = useState<string | null>(null);
  const list = useInfiniteQuery(allAccountsQuery(search));
  const accounts = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const open = accounts.find(({ id }) => id === openId) ?? null;
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <div className={styles.head}>
        <p className={styles.counts}>{list.data && counts(accounts, list.hasNextPage)}</p>
        <Filters search={search} change={(next) => void navigate({ search: next })} />
      </div>
      {list.isPending && (
        <>
          <LoadingWords what="accounts" />
          <Skeleton height={44} count={10} />
        </>
      )}
      {list.data === undefined && !list.isPending && (
        <LoadError what="The list" error={list.error} retry={() => void list.refetch()} />
      )}
      {list.data !== undefined && accounts.length === 0 && (
        <div className={styles.empty}>
          <p>{filtered ? 'No account matches.' : 'No account yet.'}</p>
          {filtered && <Button onClick={() => void navigate({ search: {} })}>Clear filters</Button>}
        </div>
      )}
      {accounts.length > 0 && <OperatorsTable accounts={accounts} openId={openId} open={setOpenId} />}
      {list.hasNextPage && (
        <div>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            More accounts
          </Button>
        </div>
      )}
      {open !== null && <AccountDetails account={open} onClose={() => setOpenId(null)} />}
    </>
  );
}

/** Counts what is listed, and says so while there is more: unhealthy accounts come first, the others may be many. */
function counts(accounts: readonly AccountWithProject[], more: boolean): string {
  const first = accounts.map((account) => statusesOf(account)[0]);
  const number = (status: string) => first.filter((one) => one === status).length;
  const words = [more ? `The first ${accounts.length}` : String(accounts.length)];
  if (number('action_needed') > 0) words.push(`${number('action_needed')} action needed`);
  if (number('waiting') > 0) words.push(`${number('waiting')} waiting`);
  return words.join(' · ');
}
