import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { request } from './client.js';
import type { BodyOf } from './contract.js';

/** Projects the key can see, page by page. */
export const projectsQuery = infiniteQueryOptions({
  queryKey: ['projects'],
  initialPageParam: '',
  queryFn: ({ pageParam, signal }) =>
    request('GET /api/projects', { query: { limit: 100, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.next_cursor,
});

export const projectQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['project', projectId],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => request('GET /api/projects/{projectId}', { params: { projectId }, signal }),
  });

export const createProject = (project: BodyOf<'POST /api/projects'>) =>
  request('POST /api/projects', { body: project });
