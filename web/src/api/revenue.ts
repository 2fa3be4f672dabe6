import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

import { addressOf } from './address.js';
import { request, send } from './client.js';
import type { QueryOf } from './contract.js';
import { everyPage, LARGEST_PAGE } from './pages.js';

/** Account ids with commas; empty means all connected ones. */
export type AccountList = string;

export const summaryQuery = (projectId: string, accounts: AccountList) =>
  queryOptions({
    queryKey: ['summary', projectId, accounts],
    queryFn: ({ signal }) =>
      request('GET /api/projects/{projectId}/revenue/summary', {
        params: { projectId },
        query: { accounts },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

type SeriesQuery = QueryOf<'GET /api/projects/{projectId}/revenue/series'>;

/** Both days are included; at most 800 of them. Nothing is left to the API's defaults but the product: all of them. */
export type SeriesRequest = Readonly<Pick<SeriesQuery, 'product'>> & {
  readonly [Name in 'metric' | 'from' | 'to' | 'resolution' | 'accounts']: NonNullable<SeriesQuery[Name]>;
};

export const seriesKey = (projectId: string) => ['series', projectId] as const;
export const productsKey = (projectId: string) => ['products', projectId] as const;

export const seriesQuery = (projectId: string, series: SeriesRequest) =>
  queryOptions({
    queryKey: [...seriesKey(projectId), series],
    queryFn: ({ signal }) =>
      request('GET /api/projects/{projectId}/revenue/series', {
        params: { projectId },
        query: series,
        signal,
      }),
    placeholderData: keepPreviousData,
  });

/** The same series as a CSV file; the Accept header chooses, which a plain link cannot. */
export async function seriesCsv(projectId: string, series: SeriesRequest): Promise<Blob> {
  const answer = await send('GET /api/projects/{projectId}/revenue/series', {
    params: { projectId },
    query: series,
    accept: 'text/csv',
  });
  return answer.blob();
}

/** All of them: the table sorts by any column, which a part of a ranking could not. */
export const productsQuery = (projectId: string, accounts: AccountList, days: number) =>
  queryOptions({
    queryKey: [...productsKey(projectId), accounts, days],
    queryFn: ({ signal }) =>
      everyPage((cursor) =>
        request('GET /api/projects/{projectId}/revenue/products', {
          params: { projectId },
          query: { accounts, days, limit: LARGEST_PAGE, cursor },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export type EventFilters = Readonly<
  Pick<QueryOf<'GET /api/projects/{projectId}/revenue/events/stream'>, 'accounts' | 'type' | 'routing'>
>;

export const eventsKey = (projectId: string, filters: EventFilters) =>
  ['events', projectId, filters] as const;

/** Events newest first. Not refetched by time: the stream brings new ones, and nothing moves under the reader. */
export const eventsQuery = (projectId: string, filters: EventFilters) =>
  infiniteQueryOptions({
    queryKey: eventsKey(projectId, filters),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      request('GET /api/projects/{projectId}/revenue/events', {
        params: { projectId },
        query: { ...filters, limit: 50, cursor: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.next_cursor,
    staleTime: Infinity,
  });

export const assignEvent = (projectId: string, eventId: string, accountId: string) =>
  request('POST /api/projects/{projectId}/revenue/events/{eventId}/assign', {
    params: { projectId, eventId },
    body: { account_id: accountId },
  });

export const eventStreamUrl = (projectId: string, filters: EventFilters): string =>
  addressOf('GET /api/projects/{projectId}/revenue/events/stream', { params: { projectId }, query: filters });
