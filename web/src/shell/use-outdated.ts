import { type Query, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';

import { isUnauthenticated } from '../api/problem.js';

/** Shown somewhere, read once, and not when it was last asked for. */
const isOutdated = (query: Query): boolean =>
  query.isActive() &&
  query.state.status === 'error' &&
  query.state.data !== undefined &&
  !isUnauthenticated(query.state.error);

const oldest = (client: QueryClient): number | null => {
  const times = client
    .getQueryCache()
    .findAll({ predicate: isOutdated })
    .map(({ state }) => state.dataUpdatedAt);
  return times.length === 0 ? null : Math.min(...times);
};

/**
 * When the oldest of what the page still shows was loaded though it could not be read again, in milliseconds since 1970
 * (null while all of it could), and how to ask again.
 */
export function useOutdated(): { readonly since: number | null; readonly retry: () => void } {
  const client = useQueryClient();
  const since = useSyncExternalStore(
    useCallback(
      // The cache tells of observers while React renders them: its own render must be over first.
      (changed) => client.getQueryCache().subscribe(() => queueMicrotask(changed)),
      [client],
    ),
    () => oldest(client),
  );
  return { since, retry: () => void client.refetchQueries({ predicate: isOutdated }) };
}
