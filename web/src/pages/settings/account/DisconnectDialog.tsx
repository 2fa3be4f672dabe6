import { useQuery } from '@tanstack/react-query';

import { accountQuery, disconnectAccount } from '../../../api/accounts.js';
import type { Account } from '../../../api/types.js';
import { plural } from '../../../format/counts.js';
import { useProject } from '../../../shell/project-context.js';
import { ActError } from '../../../ui/ActError.js';
import { Button } from '../../../ui/Button.js';
import { Consequences } from '../../../ui/Consequences.js';
import { Dialog } from '../../../ui/Dialog.js';
import { useAct } from '../use-act.js';

interface DisconnectDialogProps {
  readonly account: Account;
  readonly onClose: () => void;
}

/** Lists with counts what goes, what stops and what stays, before anything happens. */
export function DisconnectDialog({ account, onClose }: DisconnectDialogProps) {
  const { project } = useProject();
  const { data: detailed } = useQuery(accountQuery(project.id, account.id));
  const act = useAct((projectId) => disconnectAccount(projectId, account.id));
  const kept = detailed?.kept;
  const deleted = ['our access to RevenueCat, every copy of it'];
  if (account.webhook.registered) deleted.push('the webhook we registered');
  return (
    <Dialog
      alert
      title={`Disconnect ${account.revenuecat_project.name}?`}
      onClose={onClose}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Keep connected
          </Button>
          <Button
            variant="danger"
            busy={act.isPending}
            onClick={() => act.mutate(undefined, { onSuccess: onClose })}
          >
            Disconnect
          </Button>
        </>
      }
    >
      <Consequences
        deleted={deleted}
        stops={['hourly numbers, and events: later deliveries are refused']}
        kept={[
          `${kept ? `${plural(kept.metric_points, 'number')} and ${plural(kept.events, 'event')}` : 'all numbers and events so far'}, visible, labelled Disconnected. Connecting again continues them.`,
        ]}
      />
      <ActError error={act.error} />
    </Dialog>
  );
}
