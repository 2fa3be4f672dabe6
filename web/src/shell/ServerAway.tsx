import { useSyncExternalStore } from 'react';

import { reachability } from '../api/reachability.js';
import { momentInSentence } from '../format/moment.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';
import { useNow } from '../ui/use-now.js';
import { useOutdated } from './use-outdated.js';

/** One banner for the whole page instead of an error in each card: what was loaded stays. */
export function ServerAway() {
  const away = useSyncExternalStore(reachability.subscribe, reachability.get);
  const { since, retry } = useOutdated();
  const now = useNow();
  const inWords = (at: number) => momentInSentence(new Date(at), new Date(now));
  if (away !== null) {
    return (
      <Banner tone="warning">Cannot reach the server since {inWords(away)}. Showing what was loaded.</Banner>
    );
  }
  if (since === null) return null;
  // It answers, but not with what was asked: overloaded, or in trouble.
  return (
    <Banner tone="warning" action={<Button onClick={retry}>Retry</Button>}>
      Showing what was loaded at {inWords(since)}.
    </Banner>
  );
}
