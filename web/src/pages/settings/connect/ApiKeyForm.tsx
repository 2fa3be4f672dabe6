import { type SubmitEvent, useRef } from 'react';

import { startConnection } from '../../../api/connections.js';
import { hasSlug } from '../../../api/problem.js';
import type { Account } from '../../../api/types.js';
import { actErrorText } from '../../../ui/ActError.js';
import { Button } from '../../../ui/Button.js';
import { CopyButton } from '../../../ui/CopyButton.js';
import { Field } from '../../../ui/Field.js';
import { API_KEY_PERMISSIONS } from '../../../wording/scopes.js';
import { useAct } from '../use-act.js';
import styles from './connect.module.css';

interface ApiKeyFormProps {
  readonly account: Account | null;
  readonly onClose: () => void;
  readonly onStarted: (connectionId: string) => void;
  readonly useConsent: () => void;
}

/** For those who have no sign-in to approve with, or whose approvals end each other: a v2 secret key. */
export function ApiKeyForm({ account, onClose, onStarted, useConsent }: ApiKeyFormProps) {
  // Not controlled: React would write what is typed into the page's HTML.
  const field = useRef<HTMLInputElement>(null);
  const save = useAct((projectId, api_key: string) =>
    startConnection(projectId, { method: 'api_key', api_key, ...(account && { account_id: account.id }) }),
  );
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = field.current?.value.trim() ?? '';
    if (field.current === null || typed === '') return;
    // Sent is sent: no key, good or not, is left standing in the page.
    field.current.value = '';
    save.mutate(typed, {
      onSuccess: ({ id }) => onStarted(id),
      onError: () => field.current?.focus(),
    });
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      <p>Make a v2 secret key in RevenueCat, under project settings, API keys, with these permissions:</p>
      <div className={styles.permissions}>
        <ul>
          {API_KEY_PERMISSIONS.map((permission) => (
            <li key={permission}>{permission}</li>
          ))}
        </ul>
        <CopyButton what="permissions" text={API_KEY_PERMISSIONS.join('\n')} />
      </div>
      <Field
        ref={field}
        label="v2 secret API key"
        type="password"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        required
        placeholder="sk_…"
        error={save.isError ? failure(save.error) : null}
      />
      <div className={styles.footer}>
        <Button variant="quiet" className={styles.other} onClick={useConsent}>
          Approve at RevenueCat instead
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" busy={save.isPending}>
          Save key
        </Button>
      </div>
    </form>
  );
}

const failure = (error: Error): string =>
  hasSlug(error, 'api-key-v1')
    ? 'This is a v1 key. Make a v2 secret key in RevenueCat with the permissions above.'
    : actErrorText(error);
