import { useQuery } from '@tanstack/react-query';
import { Clock } from 'lucide-react';

import { summaryQuery } from '../../api/revenue.js';
import type { CountedLayer } from '../../api/types.js';
import { useProject } from '../../shell/project-context.js';
import { Moment } from '../../ui/Moment.js';
import { chosenAccounts } from './chosen.js';
import styles from './RevenuePage.module.css';
import { olderIn } from './tiles/behind.js';
import { useRevenueSearch } from './use-revenue-search.js';

/** How long ago the numbers on the page were read, their currency, and whose days are meant. */
export function NumbersAge({ layer }: { readonly layer: CountedLayer }) {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const { data: summary } = useQuery(summaryQuery(project.id, search.accounts ?? ''));
  const chosen = chosenAccounts(layer.accounts, search.accounts);
  // The numbers know best when they were read; until they come, the accounts do.
  const oldest = (summary?.accounts ?? chosen).flatMap(({ last_published_at: at }) => at ?? []).toSorted()[0];
  return (
    <p className={styles.age}>
      <Clock size={14} aria-hidden="true" />
      <span>
        {oldest === undefined ? 'no numbers yet' : <Moment at={oldest} as="old" />}
        {summary?.tiles.some((tile) => olderIn(tile, summary).length > 0) && ', some older'} ·{' '}
        {summary?.currency ?? layer.currency} · UTC days
      </span>
    </p>
  );
}
