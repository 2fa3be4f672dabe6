import { Eye, EyeOff } from 'lucide-react';
import type { ReactNode } from 'react';

import { useProject } from '../../../shell/project-context.js';
import { ActError } from '../../../ui/ActError.js';
import { Button } from '../../../ui/Button.js';
import { CopyButton } from '../../../ui/CopyButton.js';
import styles from './layer.module.css';
import { useRevealedToken } from './use-revealed-token.js';

/** The authorization header to paste at RevenueCat, shown or copied on demand. */
export function TokenReveal({ children }: { readonly children?: ReactNode }) {
  const { readOnly } = useProject();
  const token = useRevealedToken();
  const visible = token.shown !== null;
  return (
    <>
      <div className={styles.line}>
        <span className={styles.label}>Token</span>
        <code className={styles.token}>Bearer {token.shown ?? '••••••••••••'}</code>
        <Button
          variant="quiet"
          icon={visible ? EyeOff : Eye}
          busy={token.busy}
          disabledReason={readOnly}
          aria-pressed={visible}
          onClick={() => (visible ? token.hide() : void token.show().catch(() => undefined))}
        >
          {visible ? 'Hide' : 'Show'}
        </Button>
        {readOnly === null && (
          <CopyButton what="webhook token" word="Copy" text={async () => `Bearer ${await token.fetch()}`} />
        )}
        {children}
      </div>
      <ActError error={token.error} />
    </>
  );
}
