import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';

import { summaryQuery } from '../../api/revenue.js';
import type { Account, CountedLayer } from '../../api/types.js';
import { duration } from '../../format/age.js';
import { plural } from '../../format/counts.js';
import { formatDay } from '../../format/days.js';
import { useProject } from '../../shell/project-context.js';
import { Banner } from '../../ui/Banner.js';
import { Disclosure } from '../../ui/Disclosure.js';
import { Sentence, When } from '../../ui/Sentence.js';
import { useNow } from '../../ui/use-now.js';
import { behindNotice } from './BehindNotice.js';
import { chosenAccounts } from './chosen.js';
import { FirstSync } from './FirstSync.js';
import styles from './RevenuePage.module.css';
import { HealthLink, SettingsLink } from './SettingsLink.js';
import { useRevenueSearch } from './use-revenue-search.js';

/** More sentences than that would push the numbers out of the window. */
const AT_ONCE = 3;

/** What keeps the numbers from being all there is, one sentence per account. */
export function Notices({ layer }: { readonly layer: CountedLayer }) {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const { data: summary } = useQuery(summaryQuery(project.id, search.accounts ?? ''));
  const chosen = chosenAccounts(layer.accounts, search.accounts);
  const newest = chosen
    .flatMap(({ last_published_at: at }) => at ?? [])
    .toSorted()
    .at(-1);
  const allPaused = chosen.length > 0 && chosen.every(({ status }) => status === 'paused');
  const ofAccounts = [
    ...chosen.map((account) => noticeOf(account, allPaused)),
    ...chosen.map((account) => (summary === undefined ? null : behindNotice(account, summary))),
  ].filter((notice) => notice !== null);
  return (
    <div className={styles.notices}>
      {chosen.length === 0 && (
        <Banner tone="neutral" action={<SettingsLink>Connect in settings</SettingsLink>}>
          No account is connected. The chart shows the history that is kept; choose an account to see its last
          numbers.
        </Banner>
      )}
      {allPaused && newest !== undefined && (
        <Banner tone="neutral" action={<SettingsLink>Resume in settings</SettingsLink>}>
          All chosen accounts are paused. Numbers from <When at={newest} />.
        </Banner>
      )}
      {ofAccounts.slice(0, AT_ONCE)}
      {ofAccounts.length > AT_ONCE && (
        <Disclosure summary={`About ${plural(ofAccounts.length - AT_ONCE, 'more account')}`}>
          {() => <div className={styles.notices}>{ofAccounts.slice(AT_ONCE)}</div>}
        </Disclosure>
      )}
      {summary?.left_out.map(({ account_id, currency }) => (
        <Banner key={account_id} tone="warning">
          {nameOf(layer, account_id)} left out: its numbers are in {currency}, this page is in{' '}
          {summary.currency}.
        </Banner>
      ))}
    </div>
  );
}

/** Null of an account that is well. */
function noticeOf(account: Account, allPaused: boolean): ReactElement | null {
  if (account.status === 'disconnected') return <Ended key={account.id} account={account} />;
  if (account.last_published_at === null) return <FirstSync key={account.id} account={account} />;
  if (account.health.status === 'unhealthy' || isOld(account)) {
    return <Unhealthy key={account.id} account={account} />;
  }
  return account.status === 'paused' && !allPaused ? <Paused key={account.id} account={account} /> : null;
}

/** By the rule of the warning in the settings, which knows how often this account is refreshed. */
const isOld = ({ warnings }: Account): boolean => warnings.some(({ kind }) => kind === 'numbers_old');

/** How old its numbers are, if they are, and what its health is. */
function Unhealthy({ account }: { readonly account: Account }) {
  const now = useNow();
  const at = account.last_published_at ?? '';
  const { message } = account.health;
  return (
    <Banner tone="warning" action={<HealthLink account={account} />}>
      {account.revenuecat_project.name}:{' '}
      {(isOld(account) || message === null) && (
        <>
          numbers from <When at={at} />, {duration(now - Date.parse(at))} old, still counted.{' '}
        </>
      )}
      {message !== null && <Sentence text={message} />}
    </Banner>
  );
}

function Paused({ account }: { readonly account: Account }) {
  return (
    <Banner tone="neutral" action={<SettingsLink hash={account.id}>Resume in settings</SettingsLink>}>
      {account.revenuecat_project.name} is paused: numbers from <When at={account.last_published_at ?? ''} />,
      still counted.
    </Banner>
  );
}

function Ended({ account }: { readonly account: Account }) {
  const day = account.disconnected_at ?? account.last_published_at;
  return (
    <Banner tone="neutral">
      {account.revenuecat_project.name}: disconnected{day && ` on ${formatDay(day.slice(0, 10))}`}. History
      ends there.
    </Banner>
  );
}

const nameOf = (layer: CountedLayer, accountId: string): string =>
  layer.accounts.find(({ id }) => id === accountId)?.revenuecat_project.name ?? 'An account';
