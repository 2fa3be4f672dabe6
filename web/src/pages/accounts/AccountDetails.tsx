import { Link } from '@tanstack/react-router';

import type { AccountWithProject } from '../../api/types.js';
import { formatCount } from '../../format/counts.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { Moment } from '../../ui/Moment.js';
import { StatusChips } from '../../ui/StatusChips.js';
import { SyncRuns } from '../settings/account/SyncRuns.js';
import { Timeline } from '../settings/account/Timeline.js';
import { Age, plannedSync, WorkflowLink } from './facts.js';
import styles from './OperatorsPage.module.css';

interface AccountDetailsProps {
  readonly account: AccountWithProject;
  readonly onClose: () => void;
}

/** Timeline and last runs of one account, and what a narrow list has no room for, without leaving the list. */
export function AccountDetails({ account, onClose }: AccountDetailsProps) {
  const { project, credential } = account;
  const key = { projectId: project.id, accountId: account.id };
  return (
    <Dialog
      title={account.revenuecat_project.name}
      onClose={onClose}
      side
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <div className={styles.details}>
        <div>
          <StatusChips account={account} />
        </div>
        <dl className={styles.facts}>
          <dt>Since</dt>
          <dd>
            <Moment at={account.health.since} />
          </dd>
          <dt>Numbers</dt>
          <dd>
            <Age at={account.last_published_at} as="old" />
          </dd>
          <dt>Next sync</dt>
          <dd>
            <Age at={plannedSync(account)} as="until" />
          </dd>
          <dt>Last event</dt>
          <dd>
            <Age at={account.webhook.last_event_at} as="ago" />
          </dd>
          <dt>Waiting</dt>
          <dd>{formatCount(account.webhook.waiting)}</dd>
          <dt>Workflow</dt>
          <dd>
            <WorkflowLink account={account} />
          </dd>
          <dt>Project</dt>
          <dd>
            <Link to="/projects/$projectId/settings" params={{ projectId: project.id }}>
              {project.name}
            </Link>
          </dd>
          <dt>Account</dt>
          <dd>
            <code>{account.id}</code>
          </dd>
          <dt>RevenueCat</dt>
          <dd>
            <code>{account.revenuecat_project.id}</code>
          </dd>
          <dt>Access</dt>
          <dd>
            {credential.kind}, version {credential.version}
          </dd>
        </dl>
        <section>
          <h3>Syncs</h3>
          <SyncRuns {...key} />
        </section>
        <section>
          <h3>Timeline</h3>
          <Timeline {...key} />
        </section>
      </div>
    </Dialog>
  );
}
