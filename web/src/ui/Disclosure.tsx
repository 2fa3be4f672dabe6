import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';

import styles from './Disclosure.module.css';

interface DisclosureProps {
  readonly summary: ReactNode;
  /** Rendered only while open, so that nothing is loaded for what nobody looks at. */
  readonly children: () => ReactNode;
}

/** A heading that opens what is under it. */
export function Disclosure({ summary, children }: DisclosureProps) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>
        <ChevronRight size={16} aria-hidden="true" className={styles.chevron} />
        {summary}
      </summary>
      {open && <div className={styles.content}>{children()}</div>}
    </details>
  );
}
