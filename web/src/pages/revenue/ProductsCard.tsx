import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useState } from 'react';

import { productsQuery } from '../../api/revenue.js';
import type { CountedLayer, ProductRow } from '../../api/types.js';
import { formatRate } from '../../format/rates.js';
import { formatValue } from '../../format/value.js';
import { useProject } from '../../shell/project-context.js';
import { Button } from '../../ui/Button.js';
import { Card } from '../../ui/Card.js';
import { LoadError } from '../../ui/LoadError.js';
import { LoadingWords, Skeleton } from '../../ui/Skeleton.js';
import tables from '../../ui/Table.module.css';
import cards from './cards.module.css';
import { PRODUCT_DAYS, productName } from './products.js';
import { type ProductSort, sortProducts } from './sort-products.js';
import { useRevenueSearch } from './use-revenue-search.js';

const DAYS = PRODUCT_DAYS;
/** As many as stand beside the live events without making the page long. */
const FIRST = 10;

/** What sells; a row opens its series. */
export function ProductsCard({ layer }: { readonly layer: CountedLayer }) {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const { data, error, isPending, refetch } = useQuery(
    productsQuery(project.id, search.accounts ?? '', DAYS),
  );
  return (
    <Card labelledBy="products-heading">
      <div className={cards.card}>
        <h2 id="products-heading">
          Products <span className={cards.note}>last {DAYS} complete days</span>
        </h2>
        {isPending && (
          <>
            <LoadingWords what="products" />
            <Skeleton height={36} count={5} />
          </>
        )}
        {data === undefined && !isPending && (
          <LoadError what="Products" error={error} retry={() => void refetch()} />
        )}
        {data?.items.length === 0 && (
          <p className={cards.note}>No product yet. Products appear after the first sync.</p>
        )}
        {data !== undefined && data.items.length > 0 && (
          <ProductsTable rows={data.items} currency={data.currency} layer={layer} />
        )}
      </div>
    </Card>
  );
}

interface ProductsTableProps {
  readonly rows: readonly ProductRow[];
  readonly currency: string;
  readonly layer: CountedLayer;
}

const COLUMNS = [
  { by: 'name', label: 'Name' },
  { by: 'account', label: 'Account' },
  { by: 'revenue', label: 'Revenue' },
  { by: 'active', label: 'Active' },
] as const;

function ProductsTable({ rows, currency, layer }: ProductsTableProps) {
  const [all, setAll] = useState(false);
  const [sort, setSort] = useState<ProductSort>({ by: 'revenue', descending: true });
  const names = new Map(layer.accounts.map(({ id, revenuecat_project: { name } }) => [id, name]));
  const sorted = sortProducts(rows, sort, (row) => names.get(row.account_id) ?? '');
  const turn = (by: ProductSort['by']) =>
    setSort({ by, descending: sort.by === by ? !sort.descending : by === 'revenue' || by === 'active' });
  const Arrow = sort.descending ? ArrowDown : ArrowUp;
  const total = rows.reduce((sum, { revenue }) => sum + Number(revenue ?? 0), 0);
  const shown = all ? sorted : sorted.slice(0, FIRST);
  return (
    <>
      <table className={tables.table}>
        <caption>Products by revenue of the last {DAYS} complete days</caption>
        <thead>
          <tr>
            {COLUMNS.map(({ by, label }) => (
              <th
                key={by}
                scope="col"
                className={by === 'revenue' || by === 'active' ? tables.number : cards[by]}
                {...(sort.by === by && { 'aria-sort': sort.descending ? 'descending' : 'ascending' })}
              >
                <button type="button" className={tables.sort} onClick={() => turn(by)}>
                  {label}
                  {sort.by === by && <Arrow size={12} aria-hidden="true" />}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={`${row.account_id} ${row.product_id}`}>
              <th scope="row">
                <ProductName row={row} account={names.get(row.account_id) ?? ''} />
              </th>
              <td className={cards.account}>{names.get(row.account_id) ?? ''}</td>
              <td className={tables.number}>
                {formatValue(row.revenue, 'money', currency)}
                <Share of={row.revenue} total={total} />
              </td>
              <td className={tables.number}>{formatValue(row.active_subscriptions, 'count', currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < sorted.length && (
        <div>
          <Button variant="quiet" onClick={() => setAll(true)}>
            All {sorted.length} products
          </Button>
        </div>
      )}
    </>
  );
}

/** What part of the revenue of all products in the table this is. */
function Share({ of, total }: { readonly of: string | null; readonly total: number }) {
  if (of === null || total <= 0) return null;
  return <span className={cards.share}>{formatRate((Number(of) / total) * 100)} of all</span>;
}

function ProductName({ row, account }: { readonly row: ProductRow; readonly account: string }) {
  const { change } = useRevenueSearch();
  const id = row.store_identifier ?? row.product_id;
  return (
    <>
      <button
        type="button"
        className={cards.open}
        onClick={() => change({ product: row.product_id, metric: 'revenue_30d' })}
      >
        {productName(row)}
      </button>
      <span className={cards.sub}>
        {row.name !== null && <code>{id}</code>}
        <span className={cards.phone}>{account}</span>
      </span>
    </>
  );
}
