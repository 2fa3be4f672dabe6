import type { ReactNode } from 'react';

import styles from './Card.module.css';

/** A surface for one thing. `labelledBy` names it as a region for those who jump between them. */
export function Card({
  children,
  labelledBy,
}: {
  readonly children: ReactNode;
  readonly labelledBy?: string;
}) {
  return (
    <section className={styles.card} aria-labelledby={labelledBy}>
      {children}
    </section>
  );
}
