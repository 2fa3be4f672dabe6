import { useQuery } from '@tanstack/react-query';
import { Clock } from 'lucide-react';

import { summaryQuery } from '../../api/revenue.js';
import type { CountedLayer } from '../../api/types.js';
import { useProject } from '../../shell/project-context.js';
import { Moment } from '../../ui/Moment.js';
import { chosenAccounts } from './chosen.js';
import { lackingSome, oldestReading } from './reading.js';
import styles from './RevenuePage.module.css';
import { useRevenueSearch } from './use-revenue-search.js';

/** How long ago the numbers on the page were read, their currency, and whose days are meant. */
export function NumbersAge({ layer }: { readonly layer: CountedLayer }) {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const { data: summary } = useQuery(summaryQuery(project.id, search.accounts ?? ''));
  const chosen = chosenAccounts(layer.accounts, search.accounts);
  // The numbers know best when they were read; until they come, the accounts do.
  const oldest = oldestReading(summary?.accounts ?? chosen);
  const ids = chosen.map(({ id }) => id);
  return (
    <p className={styles.age}>
      <Clock size={14} aria-hidden="true" />
      <span>
        {oldest === null ? 'no numbers yet' : <Moment at={oldest} as="old" />}
        {lackingSome(layer.accounts, ids).length > 0 && ', some older'} ·{' '}
        {summary?.currency ?? layer.currency} · UTC days
      </span>
    </p>
  );
}
