import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

import { ApiProblem, isUnauthenticated, Unreachable } from './api/problem.js';

/** What cannot come right by asking again is not asked again. */
function worthRetrying(failures: number, error: Error): boolean {
  if (error instanceof Unreachable) return failures < 2;
  return error instanceof ApiProblem && error.status >= 500 && failures < 2;
}

/**
 * `networkMode`: a machine without a network can still reach a server of its own.
 * @param onSignedOut called when an answer says that the session has ended
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (isUnauthenticated(error)) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        networkMode: 'always',
        retry: worthRetrying,
        retryDelay: (failures) => 500 * 2 ** failures,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
