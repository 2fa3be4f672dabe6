import { Ellipsis } from 'lucide-react';

import { pauseAccount, resumeAccount, syncNow } from '../../../api/accounts.js';
import type { Account } from '../../../api/types.js';
import { useProject } from '../../../shell/project-context.js';
import { IconButton } from '../../../ui/IconButton.js';
import { Menu } from '../../../ui/Menu.js';
import { numbersStandStill } from '../../../wording/health.js';
import { useAct } from '../use-act.js';
import styles from './AccountCard.module.css';
import { ActFailure } from './ActFailure.js';

interface AccountMenuProps {
  readonly account: Account;
  readonly reconnect: () => void;
  readonly disconnect: () => void;
}

/** Everything that can be done to an account at any time. */
export function AccountMenu({ account, reconnect, disconnect }: AccountMenuProps) {
  const { readOnly } = useProject();
  const sync = useAct((projectId) => syncNow(projectId, account.id));
  const pause = useAct((projectId) => pauseAccount(projectId, account.id));
  const resume = useAct((projectId) => resumeAccount(projectId, account.id));
  const paused = account.status === 'paused';
  const noSync = numbersStandStill(account) ? 'Possible again once the access works.' : null;
  return (
    <>
      <div className={styles.menu}>
        <Menu
          trigger={
            <IconButton
              icon={Ellipsis}
              tooltip={false}
              label={`More about ${account.revenuecat_project.name}`}
            />
          }
          groups={[
            [
              {
                label: paused ? 'Sync once' : 'Sync now',
                onSelect: () => sync.mutate(),
                disabledReason: readOnly ?? noSync,
              },
              paused
                ? { label: 'Resume', onSelect: () => resume.mutate(), disabledReason: readOnly }
                : { label: 'Pause', onSelect: () => pause.mutate(), disabledReason: readOnly },
              { label: 'Reconnect', onSelect: reconnect, disabledReason: readOnly },
            ],
            [{ label: 'Disconnect…', onSelect: disconnect, danger: true, disabledReason: readOnly }],
          ]}
        />
      </div>
      <ActFailure error={sync.error ?? pause.error ?? resume.error} />
    </>
  );
}
