import { useQuery } from '@tanstack/react-query';

import { layerQuery } from '../../../api/layer.js';
import type { Connection } from '../../../api/types.js';
import { useProject } from '../../../shell/project-context.js';
import { Banner } from '../../../ui/Banner.js';
import { Button } from '../../../ui/Button.js';
import { attemptOutcome } from '../../../wording/problems.js';
import type { ConnectHow } from '../connect/connect-how.js';
import { ShowAccount } from './ShowAccount.js';

interface AttemptFailedProps {
  readonly slug: string;
  readonly problem?: Connection['problem'];
  /** The account that the attempt was about, if there is one. */
  readonly accountId?: string | null;
  readonly dismiss: () => void;
  readonly again: (method: ConnectHow['method']) => void;
}

/** Stays until it is dismissed: what went wrong, what was stored, what to do. */
export function AttemptFailed({ slug, problem, accountId = null, dismiss, again }: AttemptFailedProps) {
  const { project, readOnly } = useProject();
  const { data: layer } = useQuery(layerQuery(project.id));
  const name = layer?.accounts.find(({ id }) => id === accountId)?.revenuecat_project.name ?? null;
  const { tone, text, action } = attemptOutcome(slug, problem, name);
  const retry = (method: ConnectHow['method']) => {
    dismiss();
    again(method);
  };
  return (
    <Banner
      tone={tone}
      onDismiss={dismiss}
      action={
        action === 'show'
          ? accountId !== null && name !== null && <ShowAccount accountId={accountId} name={name} />
          : action !== null && (
              <Button
                disabledReason={readOnly}
                onClick={() => retry(action === 'try_again' ? 'oauth' : 'api_key')}
              >
                {action === 'try_again' ? 'Try again' : 'Use an API key'}
              </Button>
            )
      }
    >
      {text}
    </Banner>
  );
}
