import { useNavigate, useSearch } from '@tanstack/react-router';

import type { RevenueSearch } from './search.js';

/** The dashboard's state as it stands in the URL, and how to change parts of it; undefined takes a part out. */
export function useRevenueSearch() {
  const search = useSearch({ from: '/signed-in/projects/$projectId/revenue' });
  const navigate = useNavigate({ from: '/projects/$projectId/revenue' });
  const change = (parts: { readonly [Part in keyof RevenueSearch]: RevenueSearch[Part] | undefined }) => {
    const next = Object.fromEntries(
      Object.entries({ ...search, ...parts }).filter(([, value]) => value !== undefined),
    );
    void navigate({ search: next as RevenueSearch, resetScroll: false });
  };
  return { search, change };
}
