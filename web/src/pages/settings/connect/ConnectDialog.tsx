import { Dialog } from '../../../ui/Dialog.js';
import { ApiKeyForm } from './ApiKeyForm.js';
import type { ConnectHow } from './connect-how.js';
import { ConsentForm } from './ConsentForm.js';

interface ConnectDialogProps {
  readonly how: ConnectHow;
  readonly changeMethod: (method: ConnectHow['method']) => void;
  readonly onClose: () => void;
  /** The attempt to follow. */
  readonly onStarted: (connectionId: string) => void;
}

/** What we will read, before anybody is asked to approve it. */
export function ConnectDialog({ how, changeMethod, onClose, onStarted }: ConnectDialogProps) {
  const { method, account } = how;
  const title = account === null ? 'Connect RevenueCat' : `Reconnect ${account.revenuecat_project.name}`;
  const shared = { account, onClose, onStarted };
  return (
    <Dialog title={title} onClose={onClose}>
      {method === 'oauth' ? (
        <ConsentForm {...shared} useKey={() => changeMethod('api_key')} />
      ) : (
        <ApiKeyForm {...shared} useConsent={() => changeMethod('oauth')} />
      )}
    </Dialog>
  );
}
