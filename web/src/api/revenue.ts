import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { request, send, withQuery } from './client.js';
import { everyPage, LARGEST_PAGE } from './pages.js';
import { projectPath } from './projects.js';
import type { Page, Products, Resolution, RevenueEvent, Series, Summary } from './types.js';

const revenuePath = (projectId: string): string => `${projectPath(projectId)}/revenue`;

/** Account ids with commas; empty means all connected ones. */
export type AccountList = string;

export const summaryQuery = (projectId: string, accounts: AccountList) =>
  queryOptions({
    queryKey: ['summary', projectId, accounts],
    queryFn: ({ signal }) =>
      request<Summary>(`${revenuePath(projectId)}/summary`, { query: { accounts }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

/** Both days are included; at most 800 of them. */
export interface SeriesRequest {
  readonly metric: string;
  readonly from: string;
  readonly to: string;
  readonly resolution: Resolution;
  readonly accounts: AccountList;
  readonly product?: string | undefined;
}

const seriesPath = (projectId: string): string => `${revenuePath(projectId)}/series`;

export const seriesKey = (projectId: string) => ['series', projectId] as const;
export const productsKey = (projectId: string) => ['products', projectId] as const;

export const seriesQuery = (projectId: string, series: SeriesRequest) =>
  queryOptions({
    queryKey: [...seriesKey(projectId), series],
    queryFn: ({ signal }) => request<Series>(seriesPath(projectId), { query: { ...series }, signal }),
    placeholderData: keepPreviousData,
  });

/** The same series as a CSV file; the Accept header chooses, which a plain link cannot. */
export async function seriesCsv(projectId: string, series: SeriesRequest): Promise<Blob> {
  const answer = await send(seriesPath(projectId), { query: { ...series }, accept: 'text/csv' });
  return answer.blob();
}

/** All of them: the table sorts by any column, which a part of a ranking could not. */
export const productsQuery = (projectId: string, accounts: AccountList, days: number) =>
  queryOptions({
    queryKey: [...productsKey(projectId), accounts, days],
    queryFn: ({ signal }) =>
      everyPage((cursor) =>
        request<Products>(`${revenuePath(projectId)}/products`, {
          query: { accounts, days, limit: LARGEST_PAGE, cursor },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export interface EventFilters {
  readonly accounts?: AccountList | undefined;
  readonly type?: string | undefined;
  readonly routing?: 'unrouted';
}

export const eventsKey = (projectId: string, filters: EventFilters) =>
  ['events', projectId, filters] as const;

/** Events newest first. Not refetched by time: the stream brings new ones, and nothing moves under the reader. */
export const eventsQuery = (projectId: string, filters: EventFilters) =>
  infiniteQueryOptions({
    queryKey: eventsKey(projectId, filters),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      request<Page<RevenueEvent>>(`${revenuePath(projectId)}/events`, {
        query: { ...filters, limit: 50, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Infinity,
  });

export const assignEvent = (projectId: string, eventId: string, accountId: string): Promise<unknown> =>
  request(`${revenuePath(projectId)}/events/${encodeURIComponent(eventId)}/assign`, {
    method: 'POST',
    body: { account_id: accountId },
  });

export const eventStreamUrl = (projectId: string, filters: EventFilters): string =>
  withQuery(`${revenuePath(projectId)}/events/stream`, { ...filters });
