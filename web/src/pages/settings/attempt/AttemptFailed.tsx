import type { Connection } from '../../../api/types.js';
import { useProject } from '../../../shell/project-context.js';
import { Banner } from '../../../ui/Banner.js';
import { Button } from '../../../ui/Button.js';
import { attemptOutcome } from '../../../wording/problems.js';
import type { ConnectHow } from '../connect/connect-how.js';

interface AttemptFailedProps {
  readonly slug: string;
  readonly problem?: Connection['problem'];
  readonly dismiss: () => void;
  readonly again: (method: ConnectHow['method']) => void;
}

/** Stays until it is dismissed: what went wrong, what was stored, what to do. */
export function AttemptFailed({ slug, problem, dismiss, again }: AttemptFailedProps) {
  const { readOnly } = useProject();
  const { tone, text, action } = attemptOutcome(slug, problem);
  const retry = (method: ConnectHow['method']) => {
    dismiss();
    again(method);
  };
  return (
    <Banner
      tone={tone}
      onDismiss={dismiss}
      action={
        action !== null && (
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
