import { useSyncExternalStore } from 'react';

import { reachability } from '../api/reachability.js';
import { momentInSentence } from '../format/moment.js';
import { Banner } from '../ui/Banner.js';
import { useNow } from '../ui/use-now.js';

/** One banner for the whole page instead of an error in each card: what was loaded stays. */
export function ServerAway() {
  const since = useSyncExternalStore(reachability.subscribe, reachability.get);
  const now = useNow();
  if (since === null) return null;
  return (
    <Banner tone="warning">
      Cannot reach the server since {momentInSentence(new Date(since), new Date(now))}. Showing what was
      loaded.
    </Banner>
  );
}
