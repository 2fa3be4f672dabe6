import { QueryClient } from '@tanstack/react-query';

import { ApiProblem, Unreachable } from './api/problem.js';

/** What cannot come right by asking again is not asked again. */
function worthRetrying(failures: number, error: Error): boolean {
  if (error instanceof Unreachable) return failures < 2;
  return error instanceof ApiProblem && error.status >= 500 && failures < 2;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 5_000, retry: worthRetrying, retryDelay: (failures) => 500 * 2 ** failures },
      mutations: { retry: false },
    },
  });
}
