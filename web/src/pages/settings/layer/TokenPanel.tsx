import { useState } from 'react';

import { useProject } from '../../../shell/project-context.js';
import { Button } from '../../../ui/Button.js';
import styles from './layer.module.css';
import { RotateDialog } from './RotateDialog.js';
import { TokenReveal } from './TokenReveal.js';

/** One token for all accounts of the project, and how to replace it. */
export function TokenPanel() {
  const { readOnly } = useProject();
  const [rotating, setRotating] = useState(false);
  const [rotated, setRotated] = useState<string | null>(null);
  return (
    <>
      <p className={styles.muted}>One token for all accounts; the URL of each stands with the account.</p>
      <TokenReveal>
        <Button variant="quiet" disabledReason={readOnly} onClick={() => setRotating(true)}>
          Rotate…
        </Button>
      </TokenReveal>
      {rotated !== null && <p role="status">{rotated}</p>}
      {rotating && <RotateDialog onClose={() => setRotating(false)} onRotated={setRotated} />}
    </>
  );
}
