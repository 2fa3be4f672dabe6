import { useSyncExternalStore } from 'react';

import { announcements } from './announce.js';
import { Hidden } from './Hidden.js';

/** Stands once on every page. */
export function LiveRegion() {
  const message = useSyncExternalStore(announcements.subscribe, announcements.get);
  return (
    <div aria-live="polite">
      <Hidden>{message}</Hidden>
    </div>
  );
}
