import type { Day } from './days.js';
import type { StoredSeries } from './load-series.js';
import type { StoredPoint } from './points.js';

/**
 * A product's series with the zeros that are not stored: from its first day on it is nothing wherever its account has a
 * total and the product has no row, as far as products are known.
 *
 * @param known the day of the newest run that has read the chart by product; on the day itself more may come.
 */
export function withZeros(own: StoredSeries, total: StoredSeries, known: Day | undefined): StoredSeries {
  const { begins, points } = own;
  if (begins === null || known === undefined) return own;
  const sold = new Set(points.map(([period]) => period));
  const zeros = total.points.flatMap(([period, , complete]): StoredPoint[] =>
    period < begins || period > known || sold.has(period)
      ? []
      : [[period, '0', complete && period < known, null]],
  );
  const all = [...points, ...zeros].sort(([one], [other]) => (one < other ? -1 : 1));
  const last = total.ends !== null && total.ends < known ? total.ends : known;
  return { ...own, points: all, ends: own.ends !== null && own.ends > last ? own.ends : last };
}
