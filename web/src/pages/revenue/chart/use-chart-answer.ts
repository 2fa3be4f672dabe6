import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';

import { productsQuery, seriesQuery, type SeriesRequest } from '../../../api/revenue.js';
import type { CountedLayer, Series } from '../../../api/types.js';
import { useProject } from '../../../shell/project-context.js';
import type { ChartView } from '../chart-view.js';
import { chosenAccounts } from '../chosen.js';
import { PRODUCT_DAYS, productName } from '../products.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import { accountNames, fits } from './answers.js';
import type { ChartRequest } from './chart-model.js';
import { lackingOf } from './lacking.js';
import { useProductSeries } from './use-product-series.js';

/** Whether there are points by product. */
export const hasProducts = ({ wording }: ChartView): boolean =>
  wording.series === 'revenue' || wording.series === 'active_subscriptions';

/** What the chart asks the API for, and what it has got of it. */
export function useChartAnswer(layer: CountedLayer, view: ChartView) {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const base: SeriesRequest = {
    metric: view.wording.series,
    from: view.from,
    to: view.to,
    resolution: view.resolution,
    accounts: search.accounts ?? '',
    product: hasProducts(view) ? search.product : undefined,
  };
  const now = useQuery(seriesQuery(project.id, base));
  const product = useProduct(base);
  const before = useQuery({
    ...seriesQuery(project.id, { ...base, ...view.previous }),
    enabled: search.compare === true,
  });
  const products = useProductSeries(layer, base, search.products === true && canSplitByProduct(view, base));
  // While another metric or resolution is loading, the old answer must not be read as the new one.
  const answer = fits(now.data, base) ? now.data : undefined;
  const previous = search.compare === true && fits(before.data, base) ? before.data : null;
  // By default the answer has the history of disconnected accounts, too.
  const accounts = answer?.accounts ?? chosenAccounts(layer.accounts, search.accounts);
  const canSplit = accounts.length > 1;
  const name = product === null ? view.wording.name : `${view.wording.name} of ${product.name}`;
  const { from, to } = view;
  const isSplit = canSplit && search.split === true;
  const wholeOnly = search.whole === true;
  // The same object for the same chart: whatever else changes on the page, it is neither worked out nor drawn again.
  const request = useMemo(
    (): ChartRequest | null =>
      answer === undefined
        ? null
        : {
            ...{ series: answer, from, to, wholeOnly, name },
            previous: previous ? { series: previous, from: view.previous.from } : null,
            split: isSplit ? accountNames(layer) : null,
            ends: endsOf(answer, product?.account_id),
            ...products.split?.(answer),
          },
    [
      answer,
      from,
      to,
      wholeOnly,
      name,
      previous,
      view.previous.from,
      isSplit,
      layer,
      product?.account_id,
      products.split,
    ],
  );
  return {
    now,
    base,
    answer,
    request,
    name,
    lacking:
      search.compare === true && before.isError && previous === null
        ? lackingOf('The period before', before)
        : products.lacking,
    product,
    canSplit,
    canSplitByProduct: canSplitByProduct(view, base),
  };
}

/** The one product that is drawn, by its name as soon as that is known; null for all of them. */
function useProduct({ product, accounts }: SeriesRequest): { name: string; account_id?: string } | null {
  const { project } = useProject();
  const { data } = useQuery({
    ...productsQuery(project.id, accounts, PRODUCT_DAYS),
    enabled: product !== undefined,
  });
  if (product === undefined) return null;
  const row = data?.items.find(({ product_id }) => product_id === product);
  return row === undefined ? { name: product } : { name: productName(row), account_id: row.account_id };
}

/** Where series end because an account was disconnected; of one product, only its own account. */
const endsOf = ({ accounts }: Series, onlyId: string | undefined): ChartRequest['ends'] =>
  accounts.flatMap(({ account_id, name, status, disconnected_at: at }) =>
    status === 'disconnected' && at !== null && (onlyId ?? account_id) === account_id
      ? [{ name, day: at.slice(0, 10) }]
      : [],
  );

const canSplitByProduct = (view: ChartView, base: SeriesRequest): boolean =>
  hasProducts(view) && base.product === undefined;
