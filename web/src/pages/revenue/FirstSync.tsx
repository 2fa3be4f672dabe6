import { useQuery } from '@tanstack/react-query';

import { syncNow, syncsQuery } from '../../api/accounts.js';
import type { Account } from '../../api/types.js';
import { useProject } from '../../shell/project-context.js';
import { ActError } from '../../ui/ActError.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Moment } from '../../ui/Moment.js';
import { Sentence } from '../../ui/Sentence.js';
import { firstSyncFailed } from '../../wording/first-sync.js';
import { useAct } from '../settings/use-act.js';
import { HealthLink, SettingsLink } from './SettingsLink.js';

/** Why an account has no numbers yet, and what comes of it. */
export function FirstSync({ account }: { readonly account: Account }) {
  const { project, readOnly } = useProject();
  const { data } = useQuery(syncsQuery(project.id, account.id, 1));
  const sync = useAct((projectId) => syncNow(projectId, account.id));
  const run = data?.items[0];
  const { name } = account.revenuecat_project;
  const running = run?.status === 'running';
  if (!running && account.health.status === 'unhealthy') {
    return (
      <Banner tone="warning" action={<HealthLink account={account} />}>
        {name} has no numbers yet.{' '}
        {account.health.message !== null && <Sentence text={account.health.message} />}
      </Banner>
    );
  }
  if (!running && account.status === 'paused') {
    return (
      <Banner tone="neutral" action={<SettingsLink hash={account.id}>Resume in settings</SettingsLink>}>
        {name} is paused and has no numbers yet.
      </Banner>
    );
  }
  if (firstSyncFailed(run)) {
    return (
      <Banner
        tone="warning"
        action={
          <Button busy={sync.isPending} disabledReason={readOnly} onClick={() => sync.mutate()}>
            Sync now
          </Button>
        }
      >
        {name}: The first sync did not succeed.
        {account.next_sync_at !== null && (
          <>
            {' '}
            Next try <Moment at={account.next_sync_at} as="until" />.
          </>
        )}
        <ActError error={sync.error} />
      </Banner>
    );
  }
  const progress =
    running && run.progress.total > 0
      ? `${run.progress.done} of ${run.progress.total} steps`
      : 'about to begin';
  return (
    <Banner tone="info">
      First sync of {name}: {progress}. Numbers appear together when it is done.
    </Banner>
  );
}
