import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useId } from 'react';

import { seriesQuery, type SeriesRequest } from '../../../api/revenue.js';
import type { RevenueLayer, Series } from '../../../api/types.js';
import { utcDayOf } from '../../../format/days.js';
import { useProject } from '../../../shell/project-context.js';
import { Card } from '../../../ui/Card.js';
import { LoadError } from '../../../ui/LoadError.js';
import { LoadingWords, Skeleton } from '../../../ui/Skeleton.js';
import { useNow } from '../../../ui/use-now.js';
import { type ChartView, chartView } from '../chart-view.js';
import { chosenAccounts } from '../chosen.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import { chartCaption } from './chart-caption.js';
import { type ChartModel, chartModel } from './chart-model.js';
import styles from './ChartCard.module.css';
import { ChartControls } from './ChartControls.js';
import { ChartLegend } from './ChartLegend.js';
import { EmptyRange } from './EmptyRange.js';
import { SeriesTable } from './SeriesTable.js';

// The drawing code is larger than everything else on the page: tiles do not wait for it.
const SeriesChart = lazy(() => import('./SeriesChart.js'));

const CHART_HEIGHT = 280;

/** The one chart: the metric of the pressed tile. */
export function ChartCard({ layer }: { readonly layer: RevenueLayer }) {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const view = chartView(search, utcDayOf(useNow()));
  const headingId = useId();
  const base: SeriesRequest = {
    metric: view.wording.series,
    from: view.from,
    to: view.to,
    resolution: view.resolution,
    accounts: search.accounts ?? '',
    product: productOf(view, search.product),
  };
  const now = useQuery(seriesQuery(project.id, base));
  const before = useQuery({
    ...seriesQuery(project.id, { ...base, ...view.previous }),
    enabled: search.compare === true,
  });
  // While another metric or resolution is loading, the old answer must not be read as the new one.
  const answer = fits(now.data, base) ? now.data : undefined;
  const previous = search.compare === true && fits(before.data, base) ? before.data : null;
  const accounts = chosenAccounts(layer.accounts, search.accounts);
  const canSplit = accounts.length > 1;
  const model =
    answer === undefined
      ? null
      : chartModel({
          series: answer,
          from: view.from,
          to: view.to,
          previous: previous ? { series: previous, from: view.previous.from } : null,
          split: canSplit && search.split === true ? accountNames(layer) : null,
          wholeOnly: search.whole === true,
          name: view.wording.name,
        });
  return (
    <Card labelledBy={headingId}>
      <div className={styles.card}>
        <ChartControls headingId={headingId} view={view} request={base} canSplit={canSplit} />
        {now.isPending && (
          <>
            <LoadingWords what={view.wording.name} />
            <Skeleton height={CHART_HEIGHT} />
          </>
        )}
        {model === null && now.isFetching && !now.isPending && <Skeleton height={CHART_HEIGHT} />}
        {now.isError && model === null && (
          <LoadError what={view.wording.name} error={now.error} retry={() => void now.refetch()} />
        )}
        {model !== null && answer && (
          <Figure model={model} answer={answer} view={view} dimmed={now.isPlaceholderData} layer={layer} />
        )}
      </div>
    </Card>
  );
}

interface FigureProps {
  readonly model: ChartModel;
  readonly answer: Series;
  readonly view: ChartView;
  readonly dimmed: boolean;
  readonly layer: RevenueLayer;
}

function Figure({ model, answer, view, dimmed, layer }: FigureProps) {
  const { search } = useRevenueSearch();
  const currency = answer.currency ?? layer.currency;
  if (model.rows.every(({ total }) => total === null)) return <EmptyRange view={view} />;
  return (
    <figure className={styles.figure} data-dimmed={dimmed || undefined}>
      {search.table === true ? (
        <SeriesTable model={model} unit={answer.unit} currency={currency} view={view} />
      ) : (
        <Suspense fallback={<Skeleton height={CHART_HEIGHT} />}>
          <div className={styles.canvas}>
            <SeriesChart model={model} unit={answer.unit} currency={currency} view={view} />
          </div>
        </Suspense>
      )}
      <figcaption className={styles.caption}>
        {search.table !== true && (
          <ChartLegend
            model={model}
            compared={search.compare === true}
            bars={view.wording.shape === 'flow'}
          />
        )}
        <span>{chartCaption(model, answer, view, currency)}</span>
      </figcaption>
    </figure>
  );
}

/** Points by product are kept for revenue and active subscriptions. */
const productOf = ({ wording }: ChartView, product: string | undefined): string | undefined =>
  wording.series === 'revenue' || wording.series === 'active_subscriptions' ? product : undefined;

const fits = (answer: Series | undefined, { metric, resolution }: SeriesRequest): boolean =>
  answer !== undefined && answer.metric === metric && answer.resolution === resolution;

const accountNames = ({ accounts }: RevenueLayer): { id: string; name: string }[] =>
  accounts.map(({ id, revenuecat_project: { name } }) => ({ id, name }));
