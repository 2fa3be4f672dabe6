import { useQueries, useQuery } from '@tanstack/react-query';

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
  const all = (enabled && products.data?.items) || [];
  const top = all.slice(0, MOST_SERIES);
  const answers = useQueries({
    queries: top.map(({ account_id, product_id }) =>
      seriesQuery(project.id, { ...base, accounts: account_id, product: product_id }),
    ),
  });
  const failed = [products, ...answers].find(({ isError, data }) => isError && data === undefined);
  const lacking: Lacking | null =
    enabled && failed !== undefined ? lackingOf('The series by product', failed) : null;
  if (top.length === 0 || !answers.every(({ data: own }) => fits(own, base))) return { split: null, lacking };
  // The same product is often sold in more than one account.
  const several = new Set(top.map(({ account_id }) => account_id)).size > 1;
  const names = new Map(accountNames(layer).map(({ id, name }) => [id, name]));
  const nameOf = (row: ProductRow) =>
    several ? `${productName(row)}, ${names.get(row.account_id) ?? ''}` : productName(row);
  const split = (total: Series): Pick<ChartRequest, 'series' | 'split' | 'others'> => {
    const own = answers.map(({ data: answer }, index) => ({
      account_id: keyAt(top, index),
      values: new Map(answer?.points.map(({ date, value }) => [date, value])),
    }));
    const points = total.points.map((point) => ({
      ...point,
      by_account: own.map(({ account_id, values }) => ({
        account_id,
        value: values.get(point.date) ?? null,
      })),
    }));
    return {
      series: { ...total, points },
      split: top.map((row) => ({ id: productKey(row), name: nameOf(row) })),
      others: all.length - top.length,
    };
  };
  return { split, lacking };
}

const keyAt = (rows: readonly ProductRow[], index: number): string => {
  const row = rows[index];
  return row === undefined ? '' : productKey(row);
};
