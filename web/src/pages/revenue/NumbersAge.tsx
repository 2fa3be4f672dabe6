import { Clock } from 'lucide-react';

import type { RevenueLayer } from '../../api/types.js';
import { Moment } from '../../ui/Moment.js';
import { chosenAccounts } from './chosen.js';
import styles from './RevenuePage.module.css';
import { useRevenueSearch } from './use-revenue-search.js';

/** Age of the oldest number on the page, its currency, and whose days are meant. */
export function NumbersAge({ layer }: { readonly layer: RevenueLayer }) {
  const { search } = useRevenueSearch();
  const moments = chosenAccounts(layer.accounts, search.accounts).flatMap(
    ({ last_published_at: at }) => at ?? [],
  );
  const oldest = moments.toSorted()[0];
  return (
    <p className={styles.age}>
      <Clock size={14} aria-hidden="true" />
      <span>
        {oldest === undefined ? 'no numbers yet' : <Moment at={oldest} as="old" />} · {layer.currency} · UTC
        days
      </span>
    </p>
  );
}
