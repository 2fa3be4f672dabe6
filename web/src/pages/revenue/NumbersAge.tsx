import { useQuery } from '@tanstack/react-query';
import { Clock } from 'lucide-react';

import { summaryQuery } from '../../api/revenue.js';
import type { CountedLayer } from '../../api/types.js';
import { useProject } from '../../shell/project-context.js';
import { Moment } from '../../ui/Moment.js';
import { chosenAccounts } from './chosen.js';
import styles from './RevenuePage.module.css';
import { useRevenueSearch } from './use-revenue-search.js';

/** Age of the oldest number on the page, its currency, and whose days are meant. */
export function NumbersAge({ layer }: { readonly layer: CountedLayer }) {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const { data: summary } = useQuery(summaryQuery(project.id, search.accounts ?? ''));
  const refreshed = chosenAccounts(layer.accounts, search.accounts).flatMap(
    ({ last_published_at: at }) => at ?? [],
  );
  // One chart may fail while others are refreshed.
  const old = summary?.tiles.flatMap(({ stale }) => stale.map(({ last_published_at: at }) => at)) ?? [];
  const oldest = [...refreshed, ...old].toSorted()[0];
  return (
    <p className={styles.age}>
      <Clock size={14} aria-hidden="true" />
      <span>
        {oldest === undefined ? 'no numbers yet' : <Moment at={oldest} as="old" />} ·{' '}
        {summary?.currency ?? layer.currency} · UTC days
      </span>
    </p>
  );
}
