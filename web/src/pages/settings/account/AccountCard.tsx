import { useState } from 'react';

import type { Account } from '../../../api/types.js';
import { cutMiddle } from '../../../format/ids.js';
import { useProject } from '../../../shell/project-context.js';
import { CopyButton } from '../../../ui/CopyButton.js';
import { Disclosure } from '../../../ui/Disclosure.js';
import { StatusChips } from '../../../ui/StatusChips.js';
import type { ConnectHow } from '../connect/connect-how.js';
import styles from './AccountCard.module.css';
import { AccountFacts } from './AccountFacts.js';
import { AccountMenu } from './AccountMenu.js';
import { AccountState } from './AccountState.js';
import { AccountWarnings } from './AccountWarnings.js';
import { AccountWebhook } from './AccountWebhook.js';
import { DisconnectDialog } from './DisconnectDialog.js';
import { Disconnecting } from './Disconnecting.js';
import { SyncRuns } from './SyncRuns.js';
import { Timeline } from './Timeline.js';

interface AccountCardProps {
  readonly account: Account;
  readonly reconnect: (method: ConnectHow['method']) => void;
}

/** One account: how it stands, the one thing to do, and what there is to know, in this order. */
export function AccountCard({ account, reconnect }: AccountCardProps) {
  const { project } = useProject();
  const [asking, setAsking] = useState(false);
  const { id, name } = account.revenuecat_project;
  const headingId = `account-${account.id}`;
  const key = { projectId: project.id, accountId: account.id };
  const reconnectAsBefore = () => reconnect(account.credential.kind);
  return (
    <article className={styles.card} aria-labelledby={headingId} id={account.id} tabIndex={-1}>
      <div className={styles.head}>
        <StatusChips account={account} />
        <h2 id={headingId} className={styles.name}>
          {name}
        </h2>
        <span className={styles.id}>
          <code title={id}>{cutMiddle(id)}</code>
          <CopyButton what="RevenueCat project id" text={id} />
        </span>
      </div>
      {account.status !== 'disconnecting' && (
        <AccountMenu account={account} reconnect={reconnectAsBefore} disconnect={() => setAsking(true)} />
      )}
      {account.status === 'disconnecting' ? (
        <Disconnecting account={account} />
      ) : (
        <>
          <AccountState account={account} reconnect={reconnect} />
          <AccountFacts account={account} />
          <AccountWarnings account={account} reconnect={reconnectAsBefore} />
        </>
      )}
      <div className={styles.more}>
        <Disclosure summary="Timeline">{() => <Timeline {...key} />}</Disclosure>
        <Disclosure id={`${account.id}-syncs`} summary="Syncs">
          {() => <SyncRuns {...key} />}
        </Disclosure>
        {account.status !== 'disconnecting' && (
          <Disclosure id={`${account.id}-webhook`} summary="Webhook">
            {() => <AccountWebhook account={account} />}
          </Disclosure>
        )}
      </div>
      {asking && <DisconnectDialog account={account} onClose={() => setAsking(false)} />}
    </article>
  );
}
