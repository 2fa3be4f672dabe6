import { resumeAccount, syncNow } from '../../../api/accounts.js';
import type { Account } from '../../../api/types.js';
import { formatLocalDay } from '../../../format/moment.js';
import { useProject } from '../../../shell/project-context.js';
import { Button } from '../../../ui/Button.js';
import { Sentence, When } from '../../../ui/Sentence.js';
import { HEALTH_BUTTONS, numbersStandStill } from '../../../wording/health.js';
import type { ConnectHow } from '../connect/connect-how.js';
import { useAct } from '../use-act.js';
import styles from './AccountCard.module.css';
import { ActFailure } from './ActFailure.js';
import { CopyDetails } from './CopyDetails.js';
import { RunUnderWay, SyncProgress } from './SyncProgress.js';

interface AccountStateProps {
  readonly account: Account;
  readonly reconnect: (method: ConnectHow['method']) => void;
}

/** The most important sentence about the account and the one act that belongs to it. */
export function AccountState({ account, reconnect }: AccountStateProps) {
  if (account.health.status === 'unhealthy') return <Unhealthy account={account} reconnect={reconnect} />;
  return account.status === 'paused' ? <Paused account={account} /> : <Running account={account} />;
}

function Unhealthy({ account, reconnect }: AccountStateProps) {
  const { readOnly } = useProject();
  const { action, message } = account.health;
  const byKey = action === 'enter_api_key' || account.credential.kind === 'api_key';
  return (
    <div className={styles.state}>
      <p className={styles.sentence}>
        {message !== null && <Sentence text={message} />}{' '}
        {numbersStandStill(account) && account.last_published_at !== null && (
          <>
            Numbers stand still since <When at={account.last_published_at} />; events still arrive.
          </>
        )}
        {action === null && account.next_sync_at !== null && (
          <>
            Next try at <When at={account.next_sync_at} />.
          </>
        )}
      </p>
      <RunUnderWay account={account} started={null}>
        {null}
      </RunUnderWay>
      {action === 'contact_operator' && <CopyDetails account={account} />}
      {action !== null && action !== 'contact_operator' && (
        <Button disabledReason={readOnly} onClick={() => reconnect(byKey ? 'api_key' : 'oauth')}>
          {HEALTH_BUTTONS[action]}
        </Button>
      )}
    </div>
  );
}

function Paused({ account }: { readonly account: Account }) {
  const { readOnly } = useProject();
  const resume = useAct((projectId) => resumeAccount(projectId, account.id));
  const sync = useAct((projectId) => syncNow(projectId, account.id));
  const since = account.paused_at;
  return (
    <div className={styles.state}>
      <p className={styles.sentence}>
        {since ? `Paused since ${formatLocalDay(new Date(since))}.` : 'Paused.'} Numbers do not refresh;
        access is kept alive and events still arrive.
      </p>
      <div className={styles.acts}>
        <RunUnderWay account={account} started={sync.data ?? null}>
          <Button
            variant="quiet"
            busy={sync.isPending}
            disabledReason={readOnly}
            onClick={() => sync.mutate()}
          >
            Sync once
          </Button>
        </RunUnderWay>
        <Button busy={resume.isPending} disabledReason={readOnly} onClick={() => resume.mutate()}>
          Resume
        </Button>
      </div>
      <ActFailure error={resume.error ?? sync.error} />
    </div>
  );
}

function Running({ account }: { readonly account: Account }) {
  const { readOnly } = useProject();
  const sync = useAct((projectId) => syncNow(projectId, account.id));
  return (
    <div className={styles.state}>
      <SyncProgress account={account} started={sync.data ?? null}>
        <Button busy={sync.isPending} disabledReason={readOnly} onClick={() => sync.mutate()}>
          Sync now
        </Button>
      </SyncProgress>
      <ActFailure error={sync.error} />
    </div>
  );
}
