import { registerWebhook } from '../../../api/accounts.js';
import type { Account } from '../../../api/types.js';
import { useProject } from '../../../shell/project-context.js';
import { Button } from '../../../ui/Button.js';
import { CopyButton } from '../../../ui/CopyButton.js';
import { onlyHere } from '../../../wording/webhook.js';
import { TokenReveal } from '../layer/TokenReveal.js';
import { OnlyHere } from '../OnlyHere.js';
import { useAct } from '../use-act.js';
import { ActFailure } from './ActFailure.js';
import styles from './details.module.css';
import { WebhookCounts } from './WebhookCounts.js';

/** What to paste at RevenueCat for this account, unless we registered it there ourselves. */
export function AccountWebhook({ account }: { readonly account: Account }) {
  const { readOnly } = useProject();
  const { url, registered } = account.webhook;
  const register = useAct((projectId) => registerWebhook(projectId, account.id));
  return (
    <div className={styles.webhook}>
      <p className={styles.muted}>
        {registered
          ? 'We registered this webhook at RevenueCat and keep it up to date.'
          : 'In RevenueCat: Integrations, Webhooks, add a webhook with this URL and authorization header, and send a test.'}
      </p>
      <WebhookCounts webhook={account.webhook} />
      <div className={styles.line}>
        <span className={styles.label}>URL</span>
        <code className={styles.value}>{url}</code>
        <CopyButton what="webhook URL" text={url} />
      </div>
      {onlyHere(url) && (
        <p className={styles.muted}>
          <OnlyHere />
        </p>
      )}
      <TokenReveal />
      {!registered && (
        <div>
          <Button busy={register.isPending} disabledReason={readOnly} onClick={() => register.mutate()}>
            Register it for me
          </Button>
          <ActFailure error={register.error} />
        </div>
      )}
    </div>
  );
}
