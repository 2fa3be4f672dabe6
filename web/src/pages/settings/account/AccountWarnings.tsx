import { TriangleAlert } from 'lucide-react';

import { registerWebhook, syncNow } from '../../../api/accounts.js';
import type { Account, Warning } from '../../../api/types.js';
import { useProject } from '../../../shell/project-context.js';
import { Button } from '../../../ui/Button.js';
import { Sentence } from '../../../ui/Sentence.js';
import { useAct } from '../use-act.js';
import styles from './AccountCard.module.css';
import { ActFailure } from './ActFailure.js';

interface AccountWarningsProps {
  readonly account: Account;
  readonly reconnect: () => void;
}

/** What is worth knowing though the account is healthy; each with its one act, if there is one. */
export function AccountWarnings({ account, reconnect }: AccountWarningsProps) {
  if (account.warnings.length === 0) return null;
  return (
    <ul className={styles.warnings} aria-label="Warnings">
      {account.warnings.map((warning) => (
        <li key={warning.kind} className={styles.warning}>
          <p>
            <TriangleAlert size={14} aria-hidden="true" />
            <span>
              <Sentence text={warning.message} />
            </span>
          </p>
          <WarningAct warning={warning} account={account} reconnect={reconnect} />
        </li>
      ))}
    </ul>
  );
}

function WarningAct({ warning, account, reconnect }: AccountWarningsProps & { readonly warning: Warning }) {
  switch (warning.kind) {
    case 'access_ageing':
      return <Act label="Reconnect" act={reconnect} />;
    case 'permission_missing':
      return <Act label="Add permission" act={reconnect} />;
    case 'numbers_old':
      return account.status === 'connected' && account.health.status === 'healthy' ? (
        <ServerAct label="Sync now" act={(projectId) => syncNow(projectId, account.id)} />
      ) : null;
    case 'webhook_drifted':
      return <ServerAct label="Register again" act={(projectId) => registerWebhook(projectId, account.id)} />;
    // The others ask nothing, or what they ask is done at RevenueCat.
    default:
      return null;
  }
}

function Act({ label, act }: { readonly label: string; readonly act: () => void }) {
  const { readOnly } = useProject();
  return (
    <Button variant="quiet" disabledReason={readOnly} onClick={act}>
      {label}
    </Button>
  );
}

interface ServerActProps {
  readonly label: string;
  readonly act: (projectId: string) => Promise<unknown>;
}

function ServerAct({ label, act }: ServerActProps) {
  const { readOnly } = useProject();
  const { mutate, isPending, error } = useAct(act);
  return (
    <>
      <Button variant="quiet" busy={isPending} disabledReason={readOnly} onClick={() => mutate()}>
        {label}
      </Button>
      <ActFailure error={error} />
    </>
  );
}
