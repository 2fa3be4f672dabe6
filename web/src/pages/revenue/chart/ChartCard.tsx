import { CatchBoundary, type ErrorComponentProps } from '@tanstack/react-router';
import { lazy, Suspense, useDeferredValue, useEffect, useId, useMemo, useRef } from 'react';

import type { CountedLayer, Series } from '../../../api/types.js';
import { utcDayOf } from '../../../format/days.js';
import { announce } from '../../../ui/announce.js';
import { Card } from '../../../ui/Card.js';
import { LoadError } from '../../../ui/LoadError.js';
import { LoadingWords, Skeleton } from '../../../ui/Skeleton.js';
import { useNow } from '../../../ui/use-now.js';
import { type ChartView, chartView } from '../chart-view.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import { chartCaption } from './chart-caption.js';
import { type ChartModel, chartModel } from './chart-model.js';
import styles from './ChartCard.module.css';
import { ChartControls } from './ChartControls.js';
import { ChartLegend } from './ChartLegend.js';
import { ChartSkeleton } from './ChartSkeleton.js';
import { CsvButton } from './CsvButton.js';
import { EmptyRange } from './EmptyRange.js';
import { HistoryBegins } from './HistoryBegins.js';
import { PictureButton } from './PictureButton.js';
import { SeriesTable } from './SeriesTable.js';
import { useChartAnswer } from './use-chart-answer.js';

// The drawing code is larger than everything else on the page: tiles do not wait for it.
const SeriesChart = lazy(() => import('./SeriesChart.js'));

interface ChartCardProps {
  readonly layer: CountedLayer;
  /** Made up: there is no file of it at the API. */
  readonly sample?: boolean;
}

/** The one chart: the metric of the pressed tile. */
export function ChartCard({ layer, sample = false }: ChartCardProps) {
  const { search } = useRevenueSearch();
  const today = utcDayOf(useNow());
  const view = useMemo(() => chartView(search, today), [search, today]);
  const headingId = useId();
  const canvas = useRef<HTMLDivElement>(null);
  const { now, base, answer, request, name, lacking, ...can } = useChartAnswer(layer, view);
  const model = useMemo(() => request && chartModel(request), [request]);
  const currency = answer?.currency ?? layer.currency;
  const caption =
    model === null || answer === undefined ? '' : chartCaption(name, model, answer, view, currency);
  useAnnounced(now.isPlaceholderData ? '' : caption);
  return (
    <Card labelledBy={headingId}>
      <div className={styles.card}>
        <ChartControls headingId={headingId} view={view} {...can}>
          {!sample && <CsvButton request={base} />}
          {search.table !== true && (
            <PictureButton
              canvas={canvas}
              caption={caption}
              name={`${base.metric}-${base.from}-${base.to}`}
              disabledReason={model === null ? 'There is no chart yet.' : null}
            />
          )}
        </ChartControls>
        {now.isPending && (
          <>
            <LoadingWords what={view.wording.name} />
            <ChartSkeleton />
          </>
        )}
        {model === null && now.isFetching && !now.isPending && <ChartSkeleton />}
        {now.isError && model === null && (
          <LoadError what={view.wording.name} error={now.error} retry={() => void now.refetch()} />
        )}
        {lacking !== null && (
          <LoadError what={lacking.what} error={lacking.error} retry={() => void lacking.refetch()} />
        )}
        {model !== null && answer && (
          <Figure
            {...{ model, answer, view, currency, name, caption, canvas }}
            dimmed={now.isPlaceholderData}
          />
        )}
      </div>
    </Card>
  );
}

/** The code that draws did not come, or failed: the numbers around it stay. */
function NoDrawing({ error }: ErrorComponentProps) {
  // A browser asks once for a module that did not come; a reload asks again, and the URL keeps what was chosen.
  return <LoadError what="The chart" error={error} retry={() => location.reload()} />;
}

/** Says the caption when it has changed: what a press on a tile or a range has brought. */
function useAnnounced(caption: string): void {
  const told = useRef('');
  useEffect(() => {
    if (caption === '') return;
    if (told.current !== '' && told.current !== caption) announce(caption);
    told.current = caption;
  }, [caption]);
}

interface FigureProps {
  readonly model: ChartModel;
  readonly answer: Series;
  readonly view: ChartView;
  readonly currency: string;
  readonly name: string;
  readonly caption: string;
  readonly canvas: React.RefObject<HTMLDivElement | null>;
  readonly dimmed: boolean;
}

function Figure({ model, answer, view, currency, name, caption, canvas, dimmed }: FigureProps) {
  const { search } = useRevenueSearch();
  const { begins, unit } = answer;
  const chart = useMemo(() => ({ model, unit, currency, view }), [model, unit, currency, view]);
  // What was pressed answers first; two years of days are drawn in the frames after it.
  const drawn = useDeferredValue(chart);
  if (model.rows.every(({ total }) => total === null)) return <EmptyRange view={view} begins={begins} />;
  const startsLate = begins !== null && begins >= (model.rows[1]?.date ?? '9999');
  return (
    <figure className={styles.figure} data-dimmed={dimmed || undefined}>
      {search.table === true ? (
        <SeriesTable name={name} model={model} unit={unit} currency={currency} view={view} />
      ) : (
        <CatchBoundary getResetKey={() => 'chart'} errorComponent={NoDrawing}>
          <Suspense fallback={<Skeleton className={styles.canvas} />}>
            <div className={styles.canvas} ref={canvas}>
              <SeriesChart {...drawn} />
            </div>
          </Suspense>
        </CatchBoundary>
      )}
      <figcaption className={styles.caption}>
        {search.table !== true && (
          <ChartLegend
            model={model}
            compared={model.rows.some(({ previousAmount }) => previousAmount !== null)}
            bars={view.wording.shape === 'flow'}
          />
        )}
        {startsLate && <HistoryBegins view={view} begins={begins} />}
        <span>{caption}</span>
      </figcaption>
    </figure>
  );
}
