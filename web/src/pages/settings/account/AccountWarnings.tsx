import { TriangleAlert } from 'lucide-react';

import { registerWebhook, syncNow } from '../../../api/accounts.js';
import type { Account, Warning } from '../../../api/types.js';
import { duration } from '../../../format/age.js';
import { useProject } from '../../../shell/project-context.js';
import { Button } from '../../../ui/Button.js';
import { openDisclosure } from '../../../ui/Disclosure.js';
import { Moment } from '../../../ui/Moment.js';
import { Sentence } from '../../../ui/Sentence.js';
import { useNow } from '../../../ui/use-now.js';
import { numbersStandStill } from '../../../wording/health.js';
import { useAct } from '../use-act.js';
import styles from './AccountCard.module.css';
import { ActFailure } from './ActFailure.js';

interface AccountWarningsProps {
  readonly account: Account;
  readonly reconnect: () => void;
}

/** What is worth knowing though the account is healthy; each with its one act, if there is one. */
export function AccountWarnings({ account, reconnect }: AccountWarningsProps) {
  // Its sentence says already since when they stand still.
  const warnings = account.warnings.filter(
    ({ kind }) => kind !== 'numbers_old' || account.health.status === 'healthy',
  );
  if (warnings.length === 0) return null;
  return (
    <ul className={styles.warnings} aria-label="Warnings">
      {warnings.map((warning) => (
        <li key={warning.kind} className={styles.warning}>
          <p>
            <TriangleAlert size={14} aria-hidden="true" />
            <span>
              <WarningSentence warning={warning} account={account} />
            </span>
          </p>
          <WarningAct warning={warning} account={account} reconnect={reconnect} />
        </li>
      ))}
    </ul>
  );
}

/** Ages are counted here, where they can grow while somebody looks; the other sentences are the API's. */
function WarningSentence({ warning, account }: { readonly warning: Warning; readonly account: Account }) {
  const { last_published_at: published, next_sync_at: next } = account;
  const now = useNow();
  if (warning.kind !== 'numbers_old' || published === null) return <Sentence text={warning.message} />;
  return (
    <>
      Numbers are {duration(now - Date.parse(published))} old
      {next !== null && !numbersStandStill(account) && (
        <>
          ; next try <Moment at={next} as="until" />
        </>
      )}
      .
    </>
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
    case 'webhook_not_registered':
      return <ServerAct label="Register again" act={(projectId) => registerWebhook(projectId, account.id)} />;
    case 'webhook_unverified':
    case 'webhook_silent':
      return <Show label="Show URL and token" what={`${account.id}-webhook`} />;
    case 'metrics_missing':
      return <Show label="Details" what={`${account.id}-syncs`} />;
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

/** Leads to what is folded on this card; nothing is changed, so everybody may. */
function Show({ label, what }: { readonly label: string; readonly what: string }) {
  return (
    <Button variant="quiet" onClick={() => openDisclosure(what)}>
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
