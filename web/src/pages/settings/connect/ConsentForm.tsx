import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';

import { startConnection } from '../../../api/connections.js';
import { layerQuery } from '../../../api/layer.js';
import type { Account } from '../../../api/types.js';
import { useProject } from '../../../shell/project-context.js';
import { ActError } from '../../../ui/ActError.js';
import { Button } from '../../../ui/Button.js';
import { Checkbox } from '../../../ui/Checkbox.js';
import { onlyHere, webhookIsWanted } from '../../../wording/webhook.js';
import { OnlyHere } from '../OnlyHere.js';
import { useAct } from '../use-act.js';
import { rememberAuthorizeUrl } from './authorize-url.js';
import styles from './connect.module.css';

interface ConsentFormProps {
  readonly account: Account | null;
  readonly onClose: () => void;
  readonly onStarted: (connectionId: string) => void;
  readonly useKey: () => void;
}

/** Says what RevenueCat will ask to approve, then goes there. */
export function ConsentForm({ account, onClose, onStarted, useKey }: ConsentFormProps) {
  const [manageWebhook, setManageWebhook] = useState(account !== null && webhookIsWanted(account));
  const { project } = useProject();
  const { data: layer } = useQuery(layerQuery(project.id));
  const start = useAct((projectId) =>
    startConnection(projectId, {
      method: 'oauth',
      manage_webhook: manageWebhook,
      ...(account && { account_id: account.id }),
    }),
  );
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    start.mutate(undefined, {
      onSuccess: ({ id, authorize_url }) => {
        // Back from RevenueCat by the browser's own button must find the attempt, not an empty page.
        onStarted(id);
        if (authorize_url === undefined) return;
        rememberAuthorizeUrl(id, authorize_url);
        setTimeout(() => location.assign(authorize_url));
      },
    });
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      <p>
        We will read: projects, apps, products, overview, charts. We cannot change purchases or customers.
      </p>
      <Checkbox checked={manageWebhook} onChange={(event) => setManageWebhook(event.target.checked)}>
        Register the webhook for me (one more permission: manage integrations)
      </Checkbox>
      {layer && onlyHere(layer.webhook.url) && (
        <p className={styles.note}>
          <OnlyHere />
        </p>
      )}
      <p className={styles.note}>
        You approve at RevenueCat, within 10 minutes and in this browser. One approval connects one RevenueCat
        project.
      </p>
      <ActError error={start.error} />
      <div className={styles.footer}>
        <Button variant="quiet" className={styles.other} onClick={useKey}>
          Use an API key instead
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={start.isPending}>
          Continue to RevenueCat
        </Button>
      </div>
    </form>
  );
}
