import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';

import { connectionQuery } from '../../api/connections.js';
import { layerQuery } from '../../api/layer.js';
import { useProject } from '../../shell/project-context.js';
import { Banner } from '../../ui/Banner.js';
import { LoadError } from '../../ui/LoadError.js';
import { LoadingWords, Skeleton } from '../../ui/Skeleton.js';
import { onlyHere } from '../../wording/webhook.js';
import { AccountList } from './AccountList.js';
import { Attempt } from './attempt/Attempt.js';
import type { ConnectHow } from './connect/connect-how.js';
import { ConnectDialog } from './connect/ConnectDialog.js';
import { KeptHistory } from './KeptHistory.js';
import { LayerPanel } from './layer/LayerPanel.js';
import { NotInstalled } from './NotInstalled.js';
import { OnlyHere } from './OnlyHere.js';
import { SettingsHeading } from './SettingsHeading.js';
import styles from './SettingsPage.module.css';

/** Everything an owner decides about Revenue on one project, in the order of urgency. */
export function SettingsPage() {
  const { project, readOnly } = useProject();
  const { data: layer, error, isPending, refetch } = useQuery(layerQuery(project.id));
  const { connection, problem } = useSearch({ from: '/signed-in/projects/$projectId/settings' });
  // What the page was opened to show comes before the accounts, not above them a moment later.
  const [opened] = useState(connection);
  const opening = useQuery({
    ...connectionQuery(project.id, opened ?? ''),
    enabled: opened !== undefined,
  });
  const isLoading = isPending || (opened !== undefined && opening.isPending);
  const navigate = useNavigate({ from: '/projects/$projectId/settings' });
  const [connecting, setConnecting] = useState<ConnectHow | null>(null);
  const follow = (id?: string) =>
    navigate({ search: id === undefined ? {} : { connection: id }, replace: true });

  return (
    <div className={styles.page}>
      <SettingsHeading
        layer={layer ?? null}
        connect={() => setConnecting({ method: 'oauth', account: null })}
      />
      {readOnly !== null && <Banner tone="neutral">{readOnly}</Banner>}
      {(connection !== undefined || problem !== undefined) && (
        <Attempt
          connectionId={connection}
          problem={problem}
          dismiss={() => void follow()}
          again={(method, accountId) =>
            setConnecting({ method, account: layer?.accounts.find(({ id }) => id === accountId) ?? null })
          }
        />
      )}
      {isLoading && (
        <>
          <LoadingWords what="settings" />
          <Skeleton height={152} count={3} />
        </>
      )}
      {layer === undefined && !isPending && (
        <LoadError
          what="Settings"
          error={error}
          retry={() => void refetch()}
          reassurance="Your accounts are not affected."
        />
      )}
      {!isLoading && layer === null && (
        <>
          <NotInstalled />
          <KeptHistory />
        </>
      )}
      {!isLoading && layer && (
        <>
          {onlyHere(layer.webhook.url) && (
            <Banner tone="warning">
              <OnlyHere />
            </Banner>
          )}
          <AccountList accounts={layer.accounts} connect={setConnecting} />
          <LayerPanel layer={layer} />
        </>
      )}
      {connecting !== null && (
        <ConnectDialog
          how={connecting}
          changeMethod={(method) => setConnecting({ ...connecting, method })}
          onClose={() => setConnecting(null)}
          onStarted={(id) => {
            setConnecting(null);
            void follow(id);
          }}
        />
      )}
    </div>
  );
}
