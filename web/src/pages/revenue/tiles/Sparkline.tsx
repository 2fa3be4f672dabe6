import { useQuery } from '@tanstack/react-query';

import { seriesQuery } from '../../../api/revenue.js';
import { addDays, addMonths, utcDayOf } from '../../../format/days.js';
import { useProject } from '../../../shell/project-context.js';
import { useNow } from '../../../ui/use-now.js';
import type { MetricWording } from '../../../wording/metrics.js';
import { useRevenueSearch } from '../use-revenue-search.js';
import { sparklinePath } from './sparkline-path.js';
import styles from './Tiles.module.css';

/** Its own units; the drawing is stretched to the tile. */
const BOX = { width: 100, height: 24 } as const;
const FIVE_MINUTES = 5 * 60_000;

/**
 * The last 28 days of a tile, or twelve months: which way it goes, not how much. Complete periods only, from zero like
 * the chart. It says nothing that the chart does not say, so nobody is told of it who cannot see it.
 */
export function Sparkline({ wording }: { readonly wording: MetricWording }) {
  const { project } = useProject();
  const { search } = useRevenueSearch();
  const to = utcDayOf(useNow());
  const { data } = useQuery({
    ...seriesQuery(project.id, {
      metric: wording.series,
      from: wording.monthly ? addMonths(to, -12) : addDays(to, -28),
      to,
      resolution: wording.monthly ? 'month' : 'day',
      accounts: search.accounts ?? '',
    }),
    staleTime: FIVE_MINUTES,
  });
  const complete = data?.points.filter((point) => point.complete) ?? [];
  const path = sparklinePath(
    complete.map(({ value }) => (value === null ? null : Number(value))),
    BOX,
  );
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${BOX.width} ${BOX.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {path !== null && <path d={path} />}
    </svg>
  );
}
