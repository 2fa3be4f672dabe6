import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';

import { syncsQuery } from '../../api/accounts.js';
import { summaryQuery } from '../../api/revenue.js';
import type { Account, CountedLayer } from '../../api/types.js';
import { duration } from '../../format/age.js';
import { formatDay } from '../../format/days.js';
import { useProject } from '../../shell/project-context.js';
import { Banner } from '../../ui/Banner.js';
import buttons from '../../ui/Button.module.css';
import { Sentence, When } from '../../ui/Sentence.js';
import { useNow } from '../../ui/use-now.js';
import { HEALTH_BUTTONS, ownerMustAct } from '../../wording/health.js';
import { chosenAccounts } from './chosen.js';
import styles from './RevenuePage.module.css';
import { useRevenueSearch } from './use-revenue-search.js';

/** What keeps the numbers from being all there is, one sentence per account. */
export function Notices({ layer }: { readonly layer: CountedLayer }) {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const { data: summary } = useQuery(summaryQuery(project.id, search.accounts ?? ''));
  const chosen = chosenAccounts(layer.accounts, search.accounts);
  const stale = new Set(summary?.stale.map(({ account_id }) => account_id));
  const newest = chosen
    .flatMap(({ last_published_at: at }) => at ?? [])
    .toSorted()
    .at(-1);
  const allPaused = chosen.length > 0 && chosen.every(({ status }) => status === 'paused');
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
      {chosen.map((account) => {
        if (account.status === 'disconnected') return <Ended key={account.id} account={account} />;
        if (account.last_published_at === null) return <FirstSync key={account.id} account={account} />;
        return stale.has(account.id) && !allPaused ? <Stale key={account.id} account={account} /> : null;
      })}
      {summary?.left_out.map(({ account_id, currency }) => (
        <Banner key={account_id} tone="warning">
          {nameOf(layer, account_id)} left out: its numbers are in {currency}, this page is in{' '}
          {summary.currency}.
        </Banner>
      ))}
    </div>
  );
}

function FirstSync({ account }: { readonly account: Account }) {
  const { project } = useProject();
  const { data } = useQuery(syncsQuery(project.id, account.id, 1));
  const run = data?.items[0];
  const progress =
    run?.status === 'running' && run.progress.total > 0
      ? `${run.progress.done} of ${run.progress.total} steps`
      : 'about to begin';
  if (account.health.status === 'unhealthy') {
    return (
      <Banner tone="warning" action={<HealthLink account={account} />}>
        {account.revenuecat_project.name} has no numbers yet.{' '}
        {account.health.message !== null && <Sentence text={account.health.message} />}
      </Banner>
    );
  }
  return (
    <Banner tone="info">
      First sync of {account.revenuecat_project.name}: {progress}. Numbers appear together when it is done.
    </Banner>
  );
}

function Stale({ account }: { readonly account: Account }) {
  const now = useNow();
  const at = account.last_published_at ?? '';
  return (
    <Banner tone="warning" action={<HealthLink account={account} />}>
      {account.revenuecat_project.name}: numbers from <When at={at} />, {duration(now - Date.parse(at))} old,
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

/** The cause's own act, where the owner has one: it is done on the settings page. */
function HealthLink({ account }: { readonly account: Account }) {
  const { action } = account.health;
  if (!ownerMustAct(account) || action === null) return null;
  return <SettingsLink hash={account.id}>{HEALTH_BUTTONS[action]}</SettingsLink>;
}

function SettingsLink({ children, hash }: { readonly children: string; readonly hash?: string }) {
  const { project } = useProject();
  return (
    <Link
      to="/projects/$projectId/settings"
      params={{ projectId: project.id }}
      {...(hash !== undefined && { hash })}
      className={buttons.button}
    >
      {children}
    </Link>
  );
}

const nameOf = (layer: CountedLayer, accountId: string): string =>
  layer.accounts.find(({ id }) => id === accountId)?.revenuecat_project.name ?? 'An account';
