import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { productsKey, seriesKey, summaryQuery } from '../../api/revenue.js';
import { useProject } from '../../shell/project-context.js';
import { useRevenueSearch } from './use-revenue-search.js';

/**
 * Reads chart, sparklines and products anew once the summary, which alone is asked every minute, tells that an account
 * has published: they change together with the tiles, and are not asked for while nothing has changed.
 */
export function useFreshNumbers(): void {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const client = useQueryClient();
  const accounts = search.accounts ?? '';
  const { data, isPlaceholderData } = useQuery(summaryQuery(project.id, accounts));
  const published =
    data === undefined || isPlaceholderData
      ? null
      : data.accounts.map(({ account_id, last_published_at: at }) => `${account_id} ${at}`).join();
  const before = useRef<{ readonly accounts: string; readonly published: string } | null>(null);
  useEffect(() => {
    if (published === null) return;
    // Another choice of accounts asks for its own numbers anyway.
    const moved = before.current?.accounts === accounts && before.current.published !== published;
    before.current = { accounts, published };
    if (!moved) return;
    for (const queryKey of [seriesKey(project.id), productsKey(project.id)]) {
      void client.invalidateQueries({ queryKey });
    }
  }, [published, accounts, project.id, client]);
}
