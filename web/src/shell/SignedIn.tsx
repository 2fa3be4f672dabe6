import { Outlet } from '@tanstack/react-router';

import { Header } from './Header.js';
import { ServerAway } from './ServerAway.js';
import styles from './SignedIn.module.css';

/** Frame of the pages for those who are signed in. */
export function SignedIn() {
  return (
    <>
      <a href="#main" className={styles.skip}>
        Skip to the page
      </a>
      <Header />
      <main id="main" tabIndex={-1} className={styles.main}>
        <ServerAway />
        <Outlet />
      </main>
    </>
  );
}
