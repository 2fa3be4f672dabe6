import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';

import styles from './Disclosure.module.css';

interface DisclosureProps {
  readonly summary: ReactNode;
  /** So that an act elsewhere can open it, see {@link openDisclosure}. */
  readonly id?: string;
  /** Rendered only while open, so that nothing is loaded for what nobody looks at. */
  readonly children: () => ReactNode;
}

/** A heading that opens what is under it. */
export function Disclosure({ summary, id, children }: DisclosureProps) {
  const [open, setOpen] = useState(false);
  return (
    <details id={id} className={styles.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>
        <ChevronRight size={16} aria-hidden="true" className={styles.chevron} />
        {summary}
      </summary>
      {open && <div className={styles.content}>{children()}</div>}
    </details>
  );
}

/** Opens the disclosure with this id and takes the reader there. */
export function openDisclosure(id: string): void {
  const details = document.getElementById(id);
  if (!(details instanceof HTMLDetailsElement)) return;
  details.open = true;
  details.querySelector('summary')?.focus();
}
