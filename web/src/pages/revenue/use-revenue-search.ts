import { useNavigate, useSearch } from '@tanstack/react-router';

import type { RevenueSearch } from './search.js';

/**
 * The dashboard's state as it stands in the URL, and how to change parts of it; undefined takes a part out. With `replace`
 * the change is no step of its own in the browser's history.
 */
export function useRevenueSearch() {
  const search = useSearch({ from: '/signed-in/projects/$projectId/revenue' });
  const navigate = useNavigate({ from: '/projects/$projectId/revenue' });
  const change = (
    parts: { readonly [Part in keyof RevenueSearch]: RevenueSearch[Part] | undefined },
    { replace = false } = {},
  ) => {
    const next = Object.fromEntries(
      Object.entries({ ...search, ...parts }).filter(([, value]) => value !== undefined),
    );
    void navigate({ search: next as RevenueSearch, resetScroll: false, replace });
  };
  return { search, change };
}
