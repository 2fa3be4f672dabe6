import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { request } from './client.js';
import { layerKey } from './layer.js';
import { everyPage, LARGEST_PAGE } from './pages.js';
import { projectPath } from './projects.js';
import type { Account, AccountWithProject, Page, Receipt, SyncRun, TimelineEntry } from './types.js';

const accountPath = (projectId: string, accountId: string): string =>
  `${projectPath(projectId)}/accounts/${encodeURIComponent(accountId)}`;

/** All accounts of a project: they outlive the layer, which lists them only while it is installed. */
export const accountsQuery = (projectId: string) =>
  queryOptions({
    queryKey: [...layerKey(projectId), 'accounts'],
    queryFn: ({ signal }) =>
      everyPage((cursor) =>
        request<Page<Account>>(`${projectPath(projectId)}/accounts`, {
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
    queryFn: ({ signal }) => request<Account>(accountPath(projectId, accountId), { signal }),
  });

/** Newest runs first; asked every few seconds while one is under way. */
export const syncsQuery = (projectId: string, accountId: string, limit: number) =>
  queryOptions({
    queryKey: ['syncs', projectId, accountId, limit],
    queryFn: ({ signal }) =>
      request<Page<SyncRun>>(`${accountPath(projectId, accountId)}/syncs`, { query: { limit }, signal }),
    refetchInterval: ({ state }) => (state.data?.items[0]?.status === 'running' ? 5_000 : 60_000),
  });

export const timelineQuery = (projectId: string, accountId: string) =>
  infiniteQueryOptions({
    queryKey: ['timeline', projectId, accountId],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      request<Page<TimelineEntry>>(`${accountPath(projectId, accountId)}/timeline`, {
        query: { cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.next_cursor,
  });

export const receiptQuery = (projectId: string, accountId: string, underWay: boolean) =>
  queryOptions({
    queryKey: ['receipt', projectId, accountId, underWay],
    queryFn: ({ signal }) => request<Receipt>(`${accountPath(projectId, accountId)}/receipt`, { signal }),
    refetchInterval: underWay ? 5_000 : false,
    staleTime: underWay ? 0 : Infinity,
  });

export const syncNow = (projectId: string, accountId: string): Promise<SyncRun> =>
  request<SyncRun>(`${accountPath(projectId, accountId)}/sync`, { method: 'POST' });

export const pauseAccount = (projectId: string, accountId: string): Promise<Account> =>
  request<Account>(`${accountPath(projectId, accountId)}/pause`, { method: 'POST' });

export const resumeAccount = (projectId: string, accountId: string): Promise<Account> =>
  request<Account>(`${accountPath(projectId, accountId)}/resume`, { method: 'POST' });

export const disconnectAccount = (projectId: string, accountId: string): Promise<Receipt> =>
  request<Receipt>(accountPath(projectId, accountId), { method: 'DELETE' });

/** Registers our webhook at RevenueCat, or again after somebody changed it there. */
export const registerWebhook = (projectId: string, accountId: string): Promise<unknown> =>
  request(`${accountPath(projectId, accountId)}/webhook-registration`, { method: 'PUT' });

export interface AccountFilters {
  readonly status?: string | undefined;
  readonly health?: string | undefined;
  readonly cause?: string | undefined;
}

/** Accounts of all projects, for operators. */
export const allAccountsQuery = (filters: AccountFilters) =>
  infiniteQueryOptions({
    queryKey: ['all-accounts', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      request<Page<AccountWithProject>>('/api/accounts', {
        query: { ...filters, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 60_000,
  });
