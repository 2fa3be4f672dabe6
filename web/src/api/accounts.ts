import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { request } from './client.js';
import type { QueryOf } from './contract.js';
import { layerKey } from './layer.js';
import { everyPage, LARGEST_PAGE } from './pages.js';

/** All accounts of a project: they outlive the layer, which lists them only while it is installed. */
export const accountsQuery = (projectId: string) =>
  queryOptions({
    queryKey: [...layerKey(projectId), 'accounts'],
    queryFn: ({ signal }) =>
      everyPage((cursor) =>
        request('GET /api/projects/{projectId}/accounts', {
          params: { projectId },
          query: { limit: LARGEST_PAGE, cursor },
          signal,
        }),
      ),
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === 'disconnecting') ? 5_000 : 60_000,
  });

/** One account with everything there is about it, such as how much history would be kept. */
export const accountQuery = (projectId: string, accountId: string) =>
  queryOptions({
    queryKey: ['account', projectId, accountId],
    queryFn: ({ signal }) =>
      request('GET /api/projects/{projectId}/accounts/{accountId}', {
        params: { projectId, accountId },
        signal,
      }),
  });

/** Newest runs first; asked every few seconds while one is under way. */
export const syncsQuery = (projectId: string, accountId: string, limit: number) =>
  queryOptions({
    queryKey: ['syncs', projectId, accountId, limit],
    queryFn: ({ signal }) =>
      request('GET /api/projects/{projectId}/accounts/{accountId}/syncs', {
        params: { projectId, accountId },
        query: { limit },
        signal,
      }),
    refetchInterval: ({ state }) => (state.data?.items[0]?.status === 'running' ? 5_000 : 60_000),
  });

export const timelineQuery = (projectId: string, accountId: string) =>
  infiniteQueryOptions({
    queryKey: ['timeline', projectId, accountId],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      request('GET /api/projects/{projectId}/accounts/{accountId}/timeline', {
        params: { projectId, accountId },
        query: { cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.next_cursor,
  });

export const receiptQuery = (projectId: string, accountId: string, underWay: boolean) =>
  queryOptions({
    queryKey: ['receipt', projectId, accountId, underWay],
    queryFn: ({ signal }) =>
      request('GET /api/projects/{projectId}/accounts/{accountId}/receipt', {
        params: { projectId, accountId },
        signal,
      }),
    refetchInterval: underWay ? 5_000 : false,
    staleTime: underWay ? 0 : Infinity,
  });

export const syncNow = (projectId: string, accountId: string) =>
  request('POST /api/projects/{projectId}/accounts/{accountId}/sync', { params: { projectId, accountId } });

export const pauseAccount = (projectId: string, accountId: string) =>
  request('POST /api/projects/{projectId}/accounts/{accountId}/pause', { params: { projectId, accountId } });

export const resumeAccount = (projectId: string, accountId: string) =>
  request('POST /api/projects/{projectId}/accounts/{accountId}/resume', { params: { projectId, accountId } });

export const disconnectAccount = (projectId: string, accountId: string) =>
  request('DELETE /api/projects/{projectId}/accounts/{accountId}', { params: { projectId, accountId } });

/** Registers our webhook at RevenueCat, or again after somebody changed it there. */
export const registerWebhook = (projectId: string, accountId: string) =>
  request('PUT /api/projects/{projectId}/accounts/{accountId}/webhook-registration', {
    params: { projectId, accountId },
  });

export type AccountFilters = Readonly<Pick<QueryOf<'GET /api/accounts'>, 'status' | 'health' | 'cause'>>;

/** Accounts of all projects, for operators. */
export const allAccountsQuery = (filters: AccountFilters) =>
  infiniteQueryOptions({
    queryKey: ['all-accounts', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      request('GET /api/accounts', { query: { ...filters, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 60_000,
  });
