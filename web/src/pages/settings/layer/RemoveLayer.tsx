import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';

import { accountQuery } from '../../../api/accounts.js';
import { removeLayer } from '../../../api/layer.js';
import type { RevenueLayer } from '../../../api/types.js';
import { plural } from '../../../format/counts.js';
import { useProject } from '../../../shell/project-context.js';
import { ActError } from '../../../ui/ActError.js';
import { Button } from '../../../ui/Button.js';
import { Consequences } from '../../../ui/Consequences.js';
import { Dialog } from '../../../ui/Dialog.js';
import { useAct } from '../use-act.js';
import styles from './layer.module.css';

/** Disconnects every account and ends the webhook token; history stays. */
export function RemoveLayer({ layer }: { readonly layer: RevenueLayer }) {
  const { readOnly } = useProject();
  const [asking, setAsking] = useState(false);
  return (
    <div className={styles.line}>
      <Button disabledReason={readOnly} onClick={() => setAsking(true)}>
        Remove Revenue from project…
      </Button>
      {asking && <RemoveDialog layer={layer} onClose={() => setAsking(false)} />}
    </div>
  );
}

interface RemoveDialogProps {
  readonly layer: RevenueLayer;
  readonly onClose: () => void;
}

function RemoveDialog({ layer, onClose }: RemoveDialogProps) {
  const { project } = useProject();
  const remove = useAct(removeLayer);
  const connected = layer.accounts.filter(({ status }) => status !== 'disconnected');
  const kept = useKept(layer);
  const names = connected.map(({ revenuecat_project: { name } }) => name).join(', ');
  const deleted = ['the webhook token, at once; installing again makes a new one'];
  if (connected.length > 0) {
    deleted.unshift(
      `our access to ${plural(connected.length, 'RevenueCat project')} (${names}), every copy of it`,
    );
  }
  if (connected.some(({ webhook }) => webhook.registered)) deleted.push('the webhooks we registered');
  return (
    <Dialog
      alert
      title={`Remove Revenue from ${project.name}?`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Keep Revenue
          </Button>
          <Button
            variant="danger"
            busy={remove.isPending}
            onClick={() => remove.mutate(undefined, { onSuccess: onClose })}
          >
            Remove Revenue
          </Button>
        </>
      }
    >
      <Consequences
        deleted={deleted}
        stops={['hourly numbers and events of all accounts']}
        kept={[
          `${kept ?? 'all numbers and events so far'}; they stay readable. Connecting again continues them.`,
        ]}
      />
      <ActError error={remove.error} />
    </Dialog>
  );
}

/** How much history all accounts have together; null until that is known of each. */
function useKept({ accounts }: RevenueLayer): string | null {
  const { project } = useProject();
  const kept = useQueries({
    queries: accounts.map(({ id }) => accountQuery(project.id, id)),
    combine: (answers) => answers.flatMap(({ data }) => data?.kept ?? []),
  });
  if (kept.length < accounts.length) return null;
  const numbers = kept.reduce((sum, { metric_points }) => sum + metric_points, 0);
  const events = kept.reduce((sum, { events: own }) => sum + own, 0);
  return `${plural(numbers, 'number')} and ${plural(events, 'event')}`;
}
