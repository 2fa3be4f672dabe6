import type { ReactNode } from 'react';

import styles from './SignedIn.module.css';

/** Around what has no header: a wrong address, a session that is still being asked for or cannot be read. */
export function Frame({ children }: { readonly children: ReactNode }) {
  return <main className={styles.main}>{children}</main>;
}
