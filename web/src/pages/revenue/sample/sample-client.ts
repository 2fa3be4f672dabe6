import { QueryClient, type QueryKey } from '@tanstack/react-query';

import type { SeriesRequest } from '../../../api/revenue.js';
import { sampleProducts, sampleSeries, sampleSummary } from './sample-answers.js';

/** A client that answers the dashboard's questions by itself: nothing is asked of the API, nothing is stored. */
export function createSampleClient(): QueryClient {
  const client = new QueryClient();
  const complete = client.defaultQueryOptions.bind(client) as (options: object) => { queryKey: QueryKey };
  // Every hook of the library asks here what a query is; so no part of the dashboard need know of the sample.
  const answered = (options: object) => {
    const query = complete(options);
    return {
      ...query,
      queryFn: () => sampleAnswer(query.queryKey),
      refetchInterval: false,
      staleTime: Infinity,
    };
  };
  client.defaultQueryOptions = answered as unknown as QueryClient['defaultQueryOptions'];
  return client;
}

/** @throws for a question that has no made-up answer: it must not go to the API in its place. */
function sampleAnswer(key: QueryKey): unknown {
  switch (key[0]) {
    case 'summary':
      return sampleSummary();
    case 'series':
      return sampleSeries(key[2] as SeriesRequest);
    case 'products':
      return { currency: 'USD', days: 28, items: sampleProducts() };
    default:
      throw new Error(`No sample of ${String(key[0])}.`);
  }
}
