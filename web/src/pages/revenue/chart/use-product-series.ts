import { useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';

import { productsQuery, seriesQuery, type SeriesRequest } from '../../../api/revenue.js';
import type { CountedLayer, ProductRow, Series } from '../../../api/types.js';
import { useProject } from '../../../shell/project-context.js';
import { PRODUCT_DAYS, productKey, productName } from '../products.js';
import { accountNames, fits } from './answers.js';
import { type ChartRequest, MOST_SERIES } from './chart-model.js';
import { type Lacking, lackingOf } from './lacking.js';

/**
 * The same series of each of the products that earn most: `split` is null until all of them are there, `lacking` is set
 * where one does not come.
 */
export function useProductSeries(layer: CountedLayer, base: SeriesRequest, enabled: boolean) {
  const { project } = useProject();
  const products = useQuery({ ...productsQuery(project.id, base.accounts, PRODUCT_DAYS), enabled });
  const all = enabled ? products.data?.items : undefined;
  const top = useMemo(() => all?.slice(0, MOST_SERIES) ?? [], [all]);
  const { own, failed } = useQueries({
    queries: top.map(({ account_id, product_id }) =>
      seriesQuery(project.id, { ...base, accounts: account_id, product: product_id }),
    ),
    combine: combined,
  });
  const isThere = top.length > 0 && own.length === top.length && own.every((one) => fits(one, base));
  const split = useMemo(
    () => (isThere ? splitBy(layer, top, own, all?.length ?? 0) : null),
    [isThere, layer, top, own, all],
  );
  const missing = products.isError && products.data === undefined ? products : failed;
  const lacking: Lacking | null = enabled && missing ? lackingOf('The series by product', missing) : null;
  return { split, lacking };
}

/** What there is of the answers, and the first that did not come. */
function combined(results: readonly UseQueryResult<Series>[]) {
  return {
    own: results.map(({ data }) => data),
    failed: results
      .filter(({ isError, data }) => isError && data === undefined)
      .map(({ error, refetch }) => ({ error, refetch }))[0],
  };
}

/** Puts the series of the products where those of the accounts would stand. */
function splitBy(
  layer: CountedLayer,
  top: readonly ProductRow[],
  own: readonly (Series | undefined)[],
  count: number,
) {
  // The same product is often sold in more than one account.
  const several = new Set(top.map(({ account_id }) => account_id)).size > 1;
  const names = new Map(accountNames(layer).map(({ id, name }) => [id, name]));
  const nameOf = (row: ProductRow) =>
    several ? `${productName(row)}, ${names.get(row.account_id) ?? ''}` : productName(row);
  const members = top.map((row, index) => ({
    account_id: productKey(row),
    values: new Map(own[index]?.points.map(({ date, value }) => [date, value])),
  }));
  return (total: Series): Pick<ChartRequest, 'series' | 'split' | 'others'> => {
    const points = total.points.map((point) => ({
      ...point,
      by_account: members.map(({ account_id, values }) => ({
        account_id,
        value: values.get(point.date) ?? null,
      })),
    }));
    return {
      series: { ...total, points },
      split: top.map((row) => ({ id: productKey(row), name: nameOf(row) })),
      others: count - top.length,
    };
  };
}
