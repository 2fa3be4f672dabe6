import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { request } from './client.js';
import type { Page, Project } from './types.js';

export const projectPath = (projectId: string): string => `/api/projects/${encodeURIComponent(projectId)}`;

/** Projects the key can see, page by page. */
export const projectsQuery = infiniteQueryOptions({
  queryKey: ['projects'],
  initialPageParam: '',
  queryFn: ({ pageParam, signal }) =>
    request<Page<Project>>('/api/projects', { query: { limit: 100, cursor: pageParam }, signal }),
  getNextPageParam: (page) => page.next_cursor,
});

export const projectQuery = (projectId: string) =>
  queryOptions({
    queryKey: ['project', projectId],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) => request<Project>(projectPath(projectId), { signal }),
  });

/** @param project currency in ISO 4217 */
export const createProject = (project: { name: string; currency: string }): Promise<Project> =>
  request<Project>('/api/projects', { method: 'POST', body: project });
