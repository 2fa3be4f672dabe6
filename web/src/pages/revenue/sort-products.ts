import type { ProductRow } from '../../api/types.js';

export interface ProductSort {
  readonly by: 'name' | 'account' | 'revenue' | 'active';
  readonly descending: boolean;
}

/** Products in the wanted order; those without a number stand last either way. */
export function sortProducts(
  rows: readonly ProductRow[],
  { by, descending }: ProductSort,
  accountOf: (row: ProductRow) => string,
): ProductRow[] {
  const key = (row: ProductRow): string | number | null => {
    switch (by) {
      case 'name':
        return row.name ?? row.store_identifier ?? row.product_id;
      case 'account':
        return accountOf(row);
      case 'revenue':
        return row.revenue === null ? null : Number(row.revenue);
      case 'active':
        return row.active_subscriptions;
    }
  };
  return rows.toSorted((one, other) => {
    const [first, second] = [key(one), key(other)];
    if (first === null || second === null) return Number(first === null) - Number(second === null);
    const order =
      typeof first === 'number' && typeof second === 'number'
        ? first - second
        : String(first).localeCompare(String(second));
    return descending ? -order : order;
  });
}
